"""Small caseloads, and callers of the API who send them and fetch them."""

import io
import zipfile
from datetime import UTC, datetime

from tests.api.calling import names
from tests.factories.nominals import managed
from tests.reporting.figures import record

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
AREAS = "nominal,area,valid_from\nN1,norfolk,2020-01-01\n"
LEADS = "nominal,agency,valid_from\nN1,police,2020-01-01\n"
ONE = {
    "nominals": "nominal,family_name\nN1,Archer\n",
    "responsible_areas": AREAS,
    "lead_agencies": LEADS,
}
UNKNOWN = (
    "No nominal “{}” is stored or stands in nominals.csv: name one that does, or add the row there."
)


class Killed(BaseException):
    """What ends a worker here: nothing of ours catches it."""


def zipped(files):
    """A zip of CSV files by name without .csv; other names stand as they are."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name if "." in name or "/" in name else f"{name}.csv", text)
    return content.getvalue()


def send(caller, files, *, key=None, content_type="application/zip", **headers):
    content = files if isinstance(files, bytes) else zipped(files)
    return caller.http.post(
        "/api/v1/caseload-imports/",
        content,
        content_type=content_type,
        headers=caller.headers(Idempotency_Key=key or f"key-{next(names):08}", **headers),
    )


def work(queue):
    queue.publish("mappa.sweep_caseloads")
    queue.work()


def read(caller, answer, **headers):
    """The job that `answer` tells of, as it is now."""
    assert answer.status_code == 202, answer.content
    found = caller.get(answer["Location"].removeprefix("/api/v1/"), **headers)
    assert found.status_code == 200, found.content
    return found.json()


def imported(caller, queue, files, **headers):
    """Import `files`, and answer the job as it is then."""
    answer = send(caller, files, **headers)
    work(queue)
    return read(caller, answer, **headers)


def messages(job):
    assert job["progress"] == "refused"
    return {(each["file"], each["line"], each["message"]) for each in job["refusals"]}


def case(*, hidden=False, **facts):
    """Somebody of Norfolk whom the police lead; where `hidden`, of no use to them."""
    someone = managed(**facts)
    record(someone)
    if hidden:
        someone.grants.all().delete()
    return someone


def changed_name(someone):
    return {"nominals": f"nominal,family_name\n{someone.public_id},Changed\n"}


def asked(caller, code="norfolk", **headers):
    return caller.post("caseload-exports/", {"area": code}, **headers)


def fetched(caller, answer, **headers):
    path = answer["Location"].removeprefix("/api/v1/")
    found = caller.get(f"{path}file/", **headers)
    found.body = found.getvalue()
    return found
