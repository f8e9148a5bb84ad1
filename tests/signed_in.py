"""Clients that have signed in with a second factor, without each test going through the pages."""

import time

import pytest
from django.test import Client

from mappa.signing_in import SIGNED_IN_AT


@pytest.fixture(autouse=True, scope="session")
def signed_in_with_a_second_factor():
    """What `login` and `force_login` of a client make is a session as our sign-in makes one."""
    plain = Client._login

    def login(client, user, backend=None):
        plain(client, user, backend)
        session = client.session
        session[SIGNED_IN_AT] = time.time()
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", login)
        yield plain
