"""Going through the pages of a sign-in, one step at a time."""

import re

from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from core.models import AuditEntry
from mappa.signing_in.codes import code_now, new_secret
from mappa.signing_in.enrolling import enrol, recovery_codes

PASSWORD = "a long pass phrase"
LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"
ENROL = "/accounts/login/enrol/"
RECOVERY = "/accounts/recovery-codes/"


def newcomer(username="ada", **facts):
    """A user who has a password and no second factor yet."""
    return User.objects.create_user(username, password=PASSWORD, **facts)


def enrolled(username="ada", **facts):
    """A user with a second factor, and its secret."""
    user, secret = newcomer(username, **facts), new_secret()
    enrol(user=user, secret=secret, by="test", at=timezone.now())
    return user, secret


def give_password(client, username="ada", password=PASSWORD, next_page=""):
    return client.post(LOGIN, {"login": username, "password": password, "next": next_page})


def give_code(client, code):
    return client.post(CODE, {"code": code})


def sign_in(client, secret, username="ada", **password):
    """Both steps; the answer to the second."""
    give_password(client, username, **password)
    return give_code(client, code_now(secret))


def unused_codes(user):
    return recovery_codes(user).get_unused_codes()


def is_in(client):
    """Whether a page that asks for a sign-in answers."""
    response = client.get(reverse("reference"))
    assert response.status_code in (200, 302)
    return response.status_code == 200


def secret_on(response):
    """The secret that the page of enrolling shows as text."""
    return re.search(r"<dd><code>([A-Z2-7 ]+)</code>", response.content.decode())[1].replace(
        " ", ""
    )


def entries(*acts):
    """What the log holds of these acts, in order."""
    return list(
        AuditEntry.objects.filter(act__in=acts)
        .order_by("id")
        .values_list("act", "actor", "object_id", "detail")
    )
