"""Signing in: a password, then a code; lock-out, how long a session lasts, and the log of it all.

django-allauth walks through the steps and django-axes counts what fails. Both are told by settings
which of the classes here to call.
"""

SIGNED_IN_AT = "signed_in_at"
"""Under which name a session holds when its second factor was given, in seconds since 1970. Only
the end of our own sign-in writes it, so it says that there was one."""
