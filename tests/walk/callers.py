"""Who walks: somebody of each role of the police of Norfolk, and who is hidden from them."""

import os
import re
from contextlib import contextmanager
from uuid import uuid4

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from agencies.choices import AREA_ROLES, Fact, Role
from agencies.rules.facts import FACTS
from tests.api.calling import Person, System
from tests.api.meetings.played import Speaking
from tests.walk.people import HIDDEN
from tests.walk.routes import PREFIX

OPAQUE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OF_AREA = AREA_ROLES | {Role.AUDITOR}
FROM_EVERYBODY = {"restricted", "other_area", "merged"}
ON_BEHALF = "system on behalf of a co-ordinator"
CALLERS = (*Role, ON_BEHALF)
WALKING = (
    CALLERS
    if connection.vendor == "sqlite" or os.environ.get("ALL_ROLES")
    else (Role.CO_ORDINATOR, Role.PRACTITIONER, ON_BEHALF)
)
"""Who walks: everybody on SQLite, and on PostgreSQL one of each way of holding grants (of an area,
of an agency, of a system and a user at once), because a walk takes half a minute there. With
`ALL_ROLES=1` everybody walks there too."""
FACTS_OF: dict[str, frozenset[Fact]] = {
    **{str(role): facts for role, facts in FACTS.items()},
    ON_BEHALF: FACTS[Role.SYSTEM] & FACTS[Role.CO_ORDINATOR],
}
"""What each caller is shown of the visible twin."""


def hidden_from(caller):
    """The ways of being hidden that hide from a caller; the others of `HIDDEN` do not."""
    if caller in OF_AREA:
        return FROM_EVERYBODY
    bounded = caller in (Role.SYSTEM, ON_BEHALF)
    return set(HIDDEN) - (set() if bounded else {"category_4"})


def caller_of(role):
    """Somebody who calls the API in a role."""
    if role not in (Role.SYSTEM, ON_BEHALF):
        return Person(role)
    system = System("police", categories=(1, 2, 3))
    return system if role == Role.SYSTEM else Speaking(system, Person().user)


class Walker:
    """A caller; every answer to it is searched for whatever is hidden from it. `asked` are the
    methods and addresses that were walked."""

    def __init__(self, role, everybody):
        self.role, self.caller = role, caller_of(role)
        self.facts = FACTS_OF[role]
        self.hidden = [each for each in everybody if each.kind in hidden_from(role)]
        self.twin = everybody[0]
        self.asked = set()

    def get(self, path, query=None):
        """What the caller is answered."""
        answer = self.caller.get(path, query, Access_Purpose="A walk.")
        self.searched(answer)
        return answer

    def post(self, path, body=None, tag='"1"', expects=None):
        """What the caller would be answered; whatever it does is undone."""
        with self.undone():
            answer = self.caller.post(path, body, tag=tag, Access_Purpose="A walk.")
        self.searched(answer)
        assert expects in (None, answer.status_code), answer.content
        return answer

    def upload(self, path, _=None):
        """What the caller would be answered to a form with a file."""
        file = SimpleUploadedFile("Note.txt", b"What was seen.", "text/plain")
        headers = self.caller.headers(Idempotency_Key=f"upload-{uuid4()}", If_Match='"1"')
        with self.undone():
            answer = self.caller.http.post(f"/{PREFIX}{path}", {"file": file}, headers=headers)
        self.searched(answer)
        return answer

    def page(self, path, form=None):
        """What is answered where a page is looked at, or its form sent; whatever that does is
        undone. Of what was sent nothing is sought."""
        path = f"/{path}"
        with self.undone():
            http = self.caller.http
            answer = http.get(path) if form is None else http.post(path, form)
        self.searched(answer, but_for=" ".join((form or {}).values()))
        return answer

    def items(self, path, query=None):
        """Every item of a list, page by page; none where the caller is refused the list."""
        items = []
        while True:
            answer = self.get(path, query)
            if answer.status_code == 403:
                return []
            assert answer.status_code == 200, (path, answer.content)
            items += answer.json()["items"]
            following = answer.json().get("next")
            if not following:
                return items
            path, query = following.removeprefix(f"/{PREFIX}"), None

    @contextmanager
    def undone(self):
        """Whatever is done within is undone."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def searched(self, answer, content=None, but_for=""):
        """The text of an answer, or of `content` taken out of it, in which nothing of anybody
        hidden stands, but for what the caller sent."""
        cache.clear()  # a walk is many calls a minute
        route = answer.resolver_match.route.removeprefix(PREFIX)
        self.asked.add(f"{answer.request['REQUEST_METHOD']} {route}")
        if content is None:
            content = b"".join(answer) if answer.streaming else answer.content
        text = content.decode("utf-8", "replace")
        if but_for:
            text = text.replace(but_for, "")
        ids = set(OPAQUE_ID.findall(text))
        for each in self.hidden:
            assert each.word.lower() not in text.lower(), (route, each.kind)
            assert not each.ids & ids, (route, each.kind)
        return text
