"""What the pages of a sign-in say."""

import re
from html import unescape

WRONG_SIGN_IN = (
    "The user name or the password is not right, or there were too many wrong attempts. "
    "Check both. After too many, wait 15 minutes."
)
WRONG_CODE = (
    "The code is not right or was used before, or there were too many wrong attempts. Wait for "
    "the next code. After too many, wait 15 minutes."
)


def said(response, *without):
    """What a page says, with neither its token nor any of the words `without`."""
    text = " ".join(unescape(response.content.decode()).split())
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    for word in without:
        text = text.replace(f'"{word}"', '""')
    return text
