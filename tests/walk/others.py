"""The addresses of no one record about somebody: how each is asked for all that it tells, and that
the twin is in it and nobody hidden. A walker searches whatever it is answered, besides."""

import io
import zipfile
from uuid import uuid4

from agencies.choices import AREA_ROLES, Fact, Role
from core.periods import ReportingYear
from mappa import tasks
from mappa.models import CaseloadExport, CaseloadImport
from meetings.models import Meeting
from reporting.models import Compilation
from tests.api.caseloads.sending import send
from tests.walk.callers import ON_BEHALF
from tests.walk.people import RECORDS
from tests.walk.routes import keyed

YEAR = ReportingYear.parse("2023-24")
"""The year whose return is compiled, with everybody in it."""
CELL = "T1:level_1:category_1"
QUARTER = {"area": "norfolk", "quarter": "2024-25 Q1"}
KEEPS_AREA = AREA_ROLES | {ON_BEHALF}
"""Who sees the panels of an area, and holds it whole."""
ASKS_RETURN = KEEPS_AREA | {Role.STATISTICIAN}
REGISTERS = KEEPS_AREA | {Role.PRACTITIONER, Role.AGENCY_LEAD, Role.SYSTEM}
"""Who registers people, and changes what is known of them."""


def meeting_of(planted):
    """The meeting about somebody of whom there is one."""
    return Meeting.objects.get(person=planted.person.pk)


def people_of(walker):
    """Those who are hidden whole, and not only in a meeting."""
    return [each for each in walker.hidden if each.meeting is None]


def what_tells_of_nobody(walker):
    """Code lists, the description, areas and agencies."""
    for path in ("code-lists/", "openapi.json"):
        assert walker.get(path).status_code == 200
    for path in ("areas/", "agencies/"):
        for each in walker.items(path)[:5]:  # the rest stands in the list, where it is searched
            key = each["code"] if path == "areas/" else each["id"]
            assert walker.get(f"{path}{key}/").status_code == 200


def registration(walker):
    """Somebody new, called like nobody and with the CRN of somebody there is."""

    def registered(crn):
        details = {"family_name": "Rook", "crn": crn}
        body = {"details": details, "area": "norfolk", "on": "2024-06-03"}
        return walker.post("nominals/", body, tag=None)

    nobody = registered("X000001").status_code
    assert (nobody == 201) == (walker.role in REGISTERS)
    for each in people_of(walker):
        assert registered(each.person.crn).status_code == nobody, each.kind
    warning = registered(walker.twin.person.crn).content.decode()
    assert (walker.twin.word in warning) == (walker.role in REGISTERS)


def search(walker):
    """Names and identifiers."""

    def found(text):
        answer = walker.post("nominals/search/", {"text": text}, tag=None, expects=200)
        return {item["nominal"]["id"] for item in answer.json()["items"]}

    for each in people_of(walker):
        for person in each.people:
            assert not found(person.family_name) & each.ids, each.kind
            assert not found(person.crn or each.word) & each.ids, each.kind
    for text in (walker.twin.word, walker.twin.person.crn):
        is_found = str(walker.twin.person.public_id) in found(text)
        assert is_found == (Fact.IDENTITY in walker.facts)


def bulk(walker):
    """The first act on a record of every kind."""
    acts = {route.kind: route for route in keyed() if route.method == "POST"}

    def done(key_of):
        rows = [
            {"path": f"/api/v1/{route.at(key)}", "if_match": '"1"', "body": {}}
            for kind, route in acts.items()
            if (key := key_of(kind))
        ]
        body = {"all_or_nothing": False, "rows": rows}
        answer = walker.post("bulk/", body, tag=None, expects=200)
        return {row["status"] for row in answer.json()["rows"]}

    assert done(lambda kind: uuid4() if RECORDS[kind].key == "public_id" else 10**9) == {404}
    for each in walker.hidden:
        assert done(lambda kind, each=each: min(each.keys(kind), default=None)) == {404}, each.kind
    is_told = done(lambda kind: min(walker.twin.keys(kind))) != {404}
    assert is_told == (Fact.IDENTITY in walker.facts)


def panels(walker):
    """Panels, and what is done to them, with somebody named where a meeting is placed."""
    panel = meeting_of(walker.twin).panel.public_id
    listed = {each["id"] for each in walker.items("panels/")}
    keeps = walker.role in KEEPS_AREA
    assert (str(panel) in listed) == keeps
    for each in listed:
        assert walker.get(f"panels/{each}/").status_code == 200
    assert walker.post("panels/", {}, tag=None).status_code >= 400
    for act in ("move-panel", "cancel-panel"):
        assert (walker.post(f"panels/{panel}/{act}/", {}).status_code != 404) == keeps

    def placed(nominal):
        body = {"nominal": str(nominal), "starts_at": "15:00", "ends_at": "15:30"}
        answer = walker.post(f"panels/{panel}/place-meeting/", body)
        return answer.status_code, answer.json().get("detail"), answer.json().get("errors")

    nobody = placed(uuid4())
    for each in people_of(walker):
        assert placed(each.person.public_id) == nobody, each.kind
    assert (placed(walker.twin.person.public_id) != nobody) == keeps


def returns(walker):
    """Figures, which count everybody, and those behind them."""
    (compilation,) = walker.items("returns/")
    at = f"returns/{compilation['id']}/"
    assert walker.get(at).status_code == 200
    behind = {}
    for cell in walker.items(f"{at}cells/"):
        people = walker.items(f"{at}cells/{cell['id']}/people/")
        behind[cell["id"]] = {each["nominal"] for each in people}
        if cell["id"] == CELL:
            assert cell["value"] > len(people)  # the figure counts the restricted too
    is_told = str(walker.twin.person.public_id) in behind[CELL]
    assert is_told == ({Fact.IDENTITY, Fact.LEVELS} <= walker.facts)


def findings(walker):
    """What stands in the way of a return, and those whom it is about."""
    at = f"returns/{Compilation.objects.get().pk}/findings/"
    behind = set()
    for each in walker.items(at):
        people = {person["nominal"] for person in walker.items(f"{at}{each['id']}/people/")}
        assert each["people"] == len(people)
        behind |= people
    is_told = str(walker.twin.person.public_id) in behind
    assert is_told == ({Fact.IDENTITY, Fact.LEVELS} <= walker.facts)


def compilation(walker):
    """A return that is asked for."""
    with walker.undone():
        body = {"area": "norfolk", "year": "2022-23"}
        answer = walker.caller.post("compilation-requests/", body)
        assert (answer.status_code == 202) == (walker.role in ASKS_RETURN), answer.content
        walker.searched(answer)
        if answer.status_code == 202:
            assert walker.get(answer["Location"].removeprefix("/api/v1/")).status_code == 200


def indicators(walker):
    """Rates of the meetings that the caller may see, and these meetings."""
    rates = walker.items("indicators/", QUARTER)
    (counted,) = {
        each["counted"] for each in rates if (each["indicator"], each["level"]) == ("K8", 2)
    }
    rate = QUARTER | {"indicator": "K8", "level": 2}
    behind = {each["meeting"] for each in walker.items("indicators/meetings/", rate)}
    is_told = str(meeting_of(walker.twin).public_id) in behind
    assert is_told == (Fact.PLAN in walker.facts)
    # Who is shown nobody is shown rates all the same, of all but the restricted.
    assert counted == len(behind) or (Fact.PLAN not in walker.facts and counted)


def funnel(walker):
    """What became of the referrals that the caller may see."""
    answer = walker.get("referral-funnel/", {"area": "norfolk", "since": "2024-04-01"})
    seen = walker.items("referrals/")
    assert answer.json()["submitted"] == len(seen)
    assert bool(seen) == (Fact.PLAN in walker.facts)


def caseload_in(walker):
    """A caseload that changes somebody."""

    def sent(key):
        with walker.undone():
            rows = f"nominal,family_name\n{key},Changed\n"
            answer = send(walker.caller, {"nominals": rows})
            walker.searched(answer)
            told = [answer.status_code]
            if answer.status_code == 202:
                tasks.import_caseload(job=CaseloadImport.objects.get().pk)
                job = walker.caller.get(answer["Location"].removeprefix("/api/v1/"))
                walker.searched(job, but_for=str(key))
                refusals = job.json()["refusals"]
                told += [job.json()["progress"], *(each["message"] for each in refusals)]
        return [str(each).replace(str(key), "…") for each in told]

    nobody = sent(uuid4())
    for each in people_of(walker):
        assert sent(each.person.public_id) == nobody, each.kind
    writes = sent(walker.twin.person.public_id) != nobody
    assert writes == (walker.role in REGISTERS), nobody


def caseload_out(walker):
    """The caseload of the area."""
    with walker.undone():
        answer = walker.caller.post("caseload-exports/", {"area": "norfolk"})
        assert (answer.status_code == 202) == (walker.role in KEEPS_AREA), answer.content
        walker.searched(answer)
        if answer.status_code == 202:
            tasks.export_caseload(job=CaseloadExport.objects.get().pk)
            job = answer["Location"].removeprefix("/api/v1/")
            assert walker.get(job).status_code == 200
            file = walker.caller.get(f"{job}file/")
            with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
                content = b"".join(map(archive.read, archive.namelist()))
            assert walker.twin.word in walker.searched(file, content)


def own(walker):
    """Subscriptions and what was sent to them: the caller's own, and there are none."""
    assert walker.items("subscriptions/") == walker.items("deliveries/") == []
    assert walker.get(f"subscriptions/{uuid4()}/").status_code == 404


OTHERS = {
    what_tells_of_nobody: {
        "GET code-lists/",
        "GET openapi.json",
        "GET areas/",
        "GET areas/<str:key>/",
        "GET agencies/",
        "GET agencies/<str:key>/",
    },
    registration: {"POST nominals/"},
    search: {"POST nominals/search/"},
    bulk: {"POST bulk/"},
    panels: {
        "GET panels/",
        "GET panels/<str:key>/",
        "POST panels/",
        "POST panels/<str:key>/move-panel/",
        "POST panels/<str:key>/cancel-panel/",
        "POST panels/<str:key>/place-meeting/",
    },
    returns: {
        "GET returns/",
        "GET returns/<str:key>/",
        "GET returns/<str:key>/cells/",
        "GET returns/<str:key>/cells/<str:cell>/people/",
    },
    findings: {
        "GET returns/<str:key>/findings/",
        "GET returns/<str:key>/findings/<str:check>/people/",
    },
    compilation: {"POST compilation-requests/", "GET compilation-requests/<int:key>/"},
    indicators: {"GET indicators/", "GET indicators/meetings/"},
    funnel: {"GET referral-funnel/"},
    caseload_in: {"POST caseload-imports/", "GET caseload-imports/<uuid:key>/"},
    caseload_out: {
        "POST caseload-exports/",
        "GET caseload-exports/<uuid:key>/",
        "GET caseload-exports/<uuid:key>/file/",
    },
    own: {"GET subscriptions/", "GET subscriptions/<str:key>/", "GET deliveries/"},
}
"""Every method of every address that is of no record about somebody, by how it is walked."""
