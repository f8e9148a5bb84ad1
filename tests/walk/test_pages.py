"""Every page, as every role of people, beside somebody hidden in every way there is."""

import re
from uuid import uuid4

import pytest

from agencies.choices import Fact, Role
from mappa.pages.nominal.acts import OFFERED
from mappa.pages.nominal.facts import SUBJECTS
from mappa.pages.panels import subjects
from nominals.models import Merge
from reporting.models import Compilation
from tests.walk.callers import WALKING, Walker
from tests.walk.others import ASKS_RETURN, CELL, KEEPS_AREA, REGISTERS, YEAR, people_of
from tests.walk.routes import pages

pytestmark = pytest.mark.django_db

PERSON = "admin/nominals/<uuid:key>/"
ACT = "admin/nominals/<uuid:key>/<slug:name>/"
OF_MEETINGS = {
    "admin/meetings/<uuid:key>/": ("meetings", ()),
    "admin/meetings/<uuid:key>/distribution/": ("meetings", ()),
    "admin/meetings/<uuid:key>/<slug:name>/": ("meetings", subjects.MEETING.offered),
    "admin/invitations/<int:key>/<slug:name>/": ("invitations", subjects.INVITATION.offered),
    "admin/actions/<uuid:key>/<slug:name>/": ("actions", subjects.ACTION.offered),
}
"""Pages of what belongs to a meeting, with the acts that they offer."""
OF_PANELS = {
    "admin/panels/<uuid:key>/": (),
    "admin/panels/<uuid:key>/attendance/": (),
    "admin/panels/<uuid:key>/<slug:name>/": subjects.PANEL.offered,
}
ACTS_ON = KEEPS_AREA | {Role.PRACTITIONER, Role.AGENCY_LEAD}
"""Who does acts of casework on the twin."""
REFERS = {Role.CHAIR, Role.MINUTE_TAKER}
"""Who does not record in a case, and refers somebody for the own agency."""
SIGNS_OUT = {"accounts/logout/", "admin/logout/"}
TELLS = {
    "admin/caseload/": Fact.LEVELS,
    "admin/duties/": Fact.DUTIES,
    "compilations/<int:compilation>/cells/<str:cell>/": Fact.LEVELS,
    "compilations/<int:compilation>/findings/<str:check>/": Fact.LEVELS,
    "returns/<year:year>/<slug:area>/now/<str:cell>/": Fact.LEVELS,
}
"""Pages on which the twin stands, for who is shown which fact."""

SORTED = {
    "admin/attendance/",
    "admin/caseload/",
    "admin/duties/",
    "admin/referrals/",
    "admin/sittings/",
    "admin/transfers/",
}
"""Lists that are sorted by names."""
LISTS = sorted(SORTED | {"admin/stopping/", *TELLS})


@pytest.fixture(params=[each for each in WALKING if each in set(Role) - {Role.SYSTEM}], ids=str)
def walker(request, everybody):
    return Walker(request.param, everybody)


def filled(path):
    """A page with something that exists in each place that is about nobody."""
    places = {
        "<year:year>": YEAR.label,
        "<slug:area>": "norfolk",
        "<uuid:key>": str(uuid4()),
        "<uuid:other>": str(uuid4()),
        "<int:key>": "1",
        "<slug:name>": "no-such-act",
        "<int:compilation>": str(Compilation.objects.get().pk),
        "<str:cell>": CELL,
        "<str:check>": "lead_agency",
        "(?P<url>.*)$": "nominals/nominal/1/",
        "^(?P<app_label>core|reporting|meetings|agencies)/$": "agencies/",
    }
    for place, value in places.items():
        path = path.replace(place, value)
    for place in ("<int:request_id>", "<int:number>", "<path:content_type_id>", "<id>"):
        path = path.replace(place, "1")
    return path.replace("<path:object_id>", "1")


def sent_in_turn(turn):
    """Of the acts one after the other on somebody hidden, every second is sent, the others are
    looked at."""
    return {"version": "1", "key": str(uuid4())} if turn % 2 else None


def said(answer):
    """What a page says, but for the tokens of its forms, which differ each time."""
    return re.sub(r'(csrfmiddlewaretoken" value)="\w+"', r"\1", answer.content.decode())


def test_no_page_shows_anybody_hidden_and_those_of_people_show_the_twin(walker):
    apart = SIGNS_OUT | {PERSON, ACT, *OF_MEETINGS, *OF_PANELS}
    walked = [path for path in pages() if path not in apart]
    for path in walked:
        answer = walker.page(filled(path))
        assert answer.status_code in (200, 302, 403, 404, 405), path
        if path in TELLS:
            is_told = walker.twin.word.upper() in answer.content.decode()
            may = walker.role in ASKS_RETURN or "/now/" not in path
            assert is_told == (may and TELLS[path] in walker.facts), path
    assert len(walked) > 60


def test_no_file_of_a_list_holds_anybody_hidden_and_those_of_people_hold_the_twin(walker):
    for path in LISTS:
        for order in ("", "&order=person", "&order=-person"):
            answer = walker.page(f"{filled(path)}?as=csv{order if path in SORTED else ''}")
            may = walker.role in ASKS_RETURN or "/now/" not in path
            if not may and answer.status_code == 403:
                continue
            assert answer.status_code == 200, path
            assert answer["Content-Type"] == "text/csv", path
            if path in TELLS:
                is_told = walker.twin.word.upper() in answer.content.decode()
                assert is_told == (may and TELLS[path] in walker.facts), path


def test_the_page_of_somebody_hidden_is_that_of_nobody(walker):
    nobody = walker.page(PERSON.replace("<uuid:key>", str(uuid4())))
    assert nobody.status_code == 404
    for each in people_of(walker):
        hidden = walker.page(PERSON.replace("<uuid:key>", str(each.person.public_id)))
        assert (hidden.status_code, said(hidden)) == (404, said(nobody)), each.kind
    twin = walker.page(PERSON.replace("<uuid:key>", str(walker.twin.person.public_id)))
    assert (twin.status_code == 200) == (Fact.IDENTITY in walker.facts)
    assert (walker.twin.word.upper() in twin.content.decode()) == (Fact.IDENTITY in walker.facts)


def test_no_act_is_offered_on_somebody_hidden(walker):
    def shown(person, name, form=None):
        path = ACT.replace("<uuid:key>", str(person)).replace("<slug:name>", name)
        return walker.page(path, form)

    offered = 0
    for at, name in enumerate(OFFERED):
        nobody = said(shown(uuid4(), name))
        for turn, each in enumerate(people_of(walker), start=at):
            answer = shown(each.person.public_id, name, sent_in_turn(turn))
            assert (answer.status_code, said(answer)) == (404, nobody), (name, each.kind)
        offered += shown(walker.twin.person.public_id, name).status_code == 200
    assert (offered > 0) == (walker.role in ACTS_ON | REFERS)
    assert {PERSON, ACT} <= set(pages())


def test_no_page_of_a_meeting_knows_one_about_somebody_hidden(walker):
    def shown(path, key, name="", form=None):
        for place in ("<uuid:key>", "<int:key>"):
            path = path.replace(place, str(key))
        return walker.page(path.replace("<slug:name>", name), form)

    found = 0
    for path, (kind, offered) in OF_MEETINGS.items():
        nowhere = uuid4() if "uuid" in path else 10**9
        for at, name in enumerate(offered or [""]):
            nobody = said(shown(path, nowhere, name))
            for turn, each in enumerate(walker.hidden, start=at):
                for key in sorted(each.keys(kind))[:2]:
                    answer = shown(path, key, name, sent_in_turn(turn))
                    assert (answer.status_code, said(answer)) == (404, nobody), (path, each.kind)
            for key in walker.twin.keys(kind):
                found += shown(path, key, name).status_code == 200
    assert (found > 0) == (Fact.PLAN in walker.facts)
    assert set(OF_MEETINGS) <= set(pages())


def test_a_panel_shows_the_meetings_that_one_may_see_and_no_other(walker):
    told = 0
    for each in (walker.twin, *walker.hidden):
        for key in {row.panel.public_id for row in each.rows("meetings")}:
            for path, offered in OF_PANELS.items():
                for name in offered or [""]:
                    page = path.replace("<uuid:key>", str(key)).replace("<slug:name>", name)
                    answer = walker.page(page)
                    assert (answer.status_code == 200) == (walker.role in KEEPS_AREA), page
                    told += walker.twin.word.upper() in answer.content.decode()
    assert (told > 0) == (walker.role in KEEPS_AREA)
    assert set(OF_PANELS) <= set(pages())


def test_no_act_is_offered_on_a_fact_about_somebody_hidden(walker):
    def shown(kind, key, name, form=None):
        return walker.page(f"admin/{kind}/{key}/{name}/", form)

    offered = 0
    for resource, subject in SUBJECTS:
        kind = resource.name
        nobodys = str(uuid4()) if resource.key == "public_id" else "999999999"
        for at, name in enumerate(subject.offered):
            nobody = shown(kind, nobodys, name)
            assert nobody.status_code == 404
            for turn, each in enumerate(people_of(walker), start=at):
                for key in list(each.keys(kind))[:1]:
                    answer = shown(kind, key, name, sent_in_turn(turn))
                    assert (answer.status_code, said(answer)) == (404, said(nobody)), each.kind
            for key in walker.twin.keys(kind):
                offered += shown(kind, key, name).status_code == 200
    assert (offered > 10) == (walker.role in ACTS_ON)


def test_nobody_hidden_is_merged_parted_or_warned_of(walker):
    twin = walker.twin.person.public_id
    merge = "admin/nominals/{}/merge/{}/"
    nobody = said(walker.page(merge.format(uuid4(), uuid4())))
    for each in people_of(walker):
        hidden = each.person.public_id
        number = Merge.objects.filter(merged=each.person).values_list("pk", flat=True).first() or 1
        survivor = each.survivor.public_id if each.survivor else hidden
        for path in (
            merge.format(twin, hidden),
            merge.format(hidden, twin),
            f"admin/nominals/{hidden}/merge/",
            f"admin/nominals/{survivor}/part/{number}/",
        ):
            answer = walker.page(path)
            assert (answer.status_code, said(answer)) == (404, nobody), each.kind
    seek = walker.page(f"admin/nominals/{twin}/merge/")
    assert (seek.status_code == 200) == (walker.role in KEEPS_AREA)
    if seek.status_code == 200:
        for each in people_of(walker):
            walker.page(f"admin/nominals/{twin}/merge/", {"text": each.person.crn or "Quix"})


def registered(walker, person):
    """The answer to a registration of somebody of another name with the CRN of `person`."""
    who = {"details-family_name": "Rook", "details-crn": person.crn, "area": "norfolk"}
    sent = {"on": "3 June 2024", "version": "", "key": str(uuid4())}
    return walker.page("admin/nominals/register/", who | sent)


def test_a_registration_warns_of_the_twin_and_of_nobody_hidden(walker):
    may = walker.role in REGISTERS
    for each in people_of(walker):
        if each.person.crn:
            assert registered(walker, each.person).status_code == (302 if may else 404), each.kind
    warned = registered(walker, walker.twin.person)
    assert (walker.twin.word.upper() in warned.content.decode()) == may


def test_who_is_sought_on_a_page_is_found_where_he_or_she_may_be_seen(walker):
    for each in people_of(walker):
        for person in each.people:
            walker.page("admin/nominals/", {"text": person.crn or person.family_name})
    twin = walker.twin.person
    found = walker.page("admin/nominals/", {"text": twin.crn}).content.decode()
    assert (str(twin.public_id) in found) == (Fact.IDENTITY in walker.facts)
    file = walker.page("admin/nominals/", {"text": twin.crn, "as": "csv"}).content.decode()
    assert (walker.twin.word.upper() in file) == (Fact.IDENTITY in walker.facts)


def test_the_log_tells_of_nobody_hidden_and_of_the_twin_whoever_is_shown_it(walker):
    def sought(person):
        return walker.page("admin/log/", {"person": str(person)})

    nobody = str(uuid4())
    answer = sought(nobody)
    is_told = Fact.AUDIT in walker.facts
    assert answer.status_code == (200 if is_told else 404)
    for each in people_of(walker):
        for text in (str(each.person.public_id), each.person.crn):
            hidden = sought(text)
            assert said(hidden).replace(text, "") == said(answer).replace(nobody, ""), each.kind
    for text in (walker.twin.person.public_id, walker.twin.person.crn):
        assert ("<tbody>" in sought(text).content.decode()) == is_told
    for operation in ("alteration", "consultation", "disclosure", "combination"):
        walker.page("admin/log/", {"operation": operation})
