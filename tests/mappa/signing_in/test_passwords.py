"""Which passwords are taken: long ones that are not common."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agencies.models import User


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "a long pass phrase",
        "elevenchars!!",
        "twelve chars",
        "Tr0ub4dor and 3",
        "password of my aunt",
    ],
)
def test_a_long_password_is_taken_without_signs_or_digits(password):
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "eleven char",  # one too short
        "",
        "1q2w3e4r5t6y7u8i9o0p",  # common as it is
        "password1234",
        "Password2026!!",
        "123password456",
        "  qwertyuiop  ",
        "dragondragon",
        "letmeinletmein99",
        "839462817364",  # digits alone
    ],
)
def test_a_short_or_common_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_password_like_the_user_name_is_refused():
    with pytest.raises(ValidationError, match="too similar to the username"):
        validate_password("demonstration1", User(username="demonstration"))
