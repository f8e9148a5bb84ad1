"""Times the pages of the co-ordinator of an area where everybody lives; counts their statements."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from datetime import time as clock
from statistics import median

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q
from django.test import Client

from agencies.models import Area
from benchmarks.convening import convene
from benchmarks.databases import say, use
from benchmarks.filling import in_one_area
from benchmarks.naming import name_of
from benchmarks.panels import LAST_DAY, Staff
from benchmarks.rounds import in_turn, recorded, replay, seconds
from core.periods import ReportingYear
from mappa.signing_in import SIGNED_IN_AT
from nominals.models import Nominal
from reporting.models import Compilation
from reporting.services.storing import store_compilation

ROUNDS = 25
YEAR = ReportingYear.parse("2023-24")
FRAME = "a page of nobody (import)"
"""What signing in, the frame and the server's own part cost."""


def measure(sizes: Sequence[int]) -> None:
    """Each page in turn with the others, beside its own statements sent again."""
    call_command("collectstatic", interactive=False, verbosity=0)
    for size in sizes:
        use(in_one_area(size))
        who = convene(size)
        with time_machine.travel(datetime.combine(LAST_DAY, clock(17), tzinfo=UTC)):
            _measure(size, _pages(who))


def _measure(size: int, pages: Mapping[str, Callable[[], None]]) -> None:
    statements = {name: recorded(page) for name, page in pages.items()}
    taken = in_turn(pages, rounds=ROUNDS)
    frame = median(taken[FRAME])
    for name, each in taken.items():
        bare = replay([each for each in statements[name] if each[0].startswith("SELECT")])
        database = min(seconds(bare) for _ in range(ROUNDS))
        say(
            f"{size} {connection.vendor}: {name}: {len(statements[name])} statements, "
            f"p50 {median(each) * 1000:.0f} ms, best {min(each) * 1000:.0f} ms, of which reading "
            f"{database * 1000:.0f} ms; {median(each) / frame:.1f} of the frame"
        )


def _pages(who: Staff) -> dict[str, Callable[[], None]]:
    http = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    http.force_login(who.co_ordinator, backend="django.contrib.auth.backends.ModelBackend")
    session = http.session
    session[SIGNED_IN_AT] = time.time()
    session.save()

    def get(path: str) -> Callable[[], None]:
        def page() -> None:
            answer = http.get(path, secure=True)
            if answer.status_code != 200:
                raise AssertionError(path, answer.status_code)

        return page

    def find() -> None:
        answer = http.post("/admin/nominals/", {"text": name_of(7)[0]}, secure=True)
        if answer.status_code != 200:
            raise AssertionError(answer.content)

    person = _busiest(who)
    stored = _stored(who.area)
    return {
        FRAME: get("/imports/"),
        "Today": get("/admin/"),
        "a person": get(f"/admin/nominals/{person.public_id}/"),
        "an act's form": get(f"/admin/nominals/{person.public_id}/set-level/"),
        "search by name": find,
        "duties": get("/admin/duties/"),
        "Levels 2 and 3": get("/admin/caseload/"),
        "attendance": get("/admin/attendance/"),
        "a return": get(f"/compilations/{stored.pk}/"),
        "a return as of now": get(f"/returns/{YEAR.label}/{who.area.code}/now/"),
        "a figure's people": get(f"/compilations/{stored.pk}/cells/T1:total:total/"),
    }


def _busiest(who: Staff) -> Nominal:
    """Whoever of those seen has had most meetings in the area."""
    held = Count("meetings", filter=Q(meetings__panel__area=who.area))
    seen = Nominal.objects.visible_to(who.co_ordinator, on=LAST_DAY)
    return seen.annotate(held=held).order_by("-held", "pk")[0]


def _stored(area: Area) -> Compilation:
    """The return of the area for the last year."""
    now = datetime.now(tz=UTC)
    return store_compilation(area=area, year=YEAR, as_known_at=now, by="benchmarks", at=now)
