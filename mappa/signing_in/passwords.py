"""Which passwords are refused beside those that Django refuses."""

from __future__ import annotations

import re

from django.contrib.auth import password_validation
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Refuses common passwords, also where digits and signs about one make it long enough, or it
    is written twice: few of the common ones have twelve characters as they are."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Refuse a common password.

        Raises:
            ValidationError: if `password` is one.
        """
        plain = password.lower().strip()
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        repeated = re.fullmatch(r"(.+?)\1+", core)
        if {plain, core, repeated[1] if repeated else core} & self.passwords:
            raise ValidationError(
                _("This password is too common, or is a common one with something about it."),
                code="password_too_common",
            )
