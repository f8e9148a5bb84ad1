"""Loads the 42 areas, a default agency of each kind for each, and the rule settings."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

from agencies.choices import LEADING_KINDS

AREAS = Path(__file__).parent.parent / "reference" / "areas.csv"

KNOWN_FROM = datetime(1900, 1, 1, tzinfo=UTC)
"""What ships with the product counts as known at any earlier instant."""

SETTINGS = [
    (
        "category_precedence",
        date(1900, 1, 1),
        date(2022, 6, 28),
        [1, 2, 3],
        "Published annual reports: Category 3 only if neither 1 nor 2; 1 before 2 is unverified.",
    ),
    (
        "category_precedence",
        date(2022, 6, 28),
        None,
        [4, 1, 2, 3],
        "Unverified: inferred from recall forms that ask for Category 4 as one yes or no.",
    ),
    (
        "category_4_start",
        date(1900, 1, 1),
        None,
        "2022-06-28",
        "Unverified: commencement of the Police, Crime, Sentencing and Courts Act 2022, "
        "sections 190 to 192.",
    ),
    (
        "disqualification_basis_closed",
        date(1900, 1, 1),
        None,
        "2018-04-01",
        "Unverified: the basis was law on 1 August 2012 and gone by April 2018 (Criminal "
        "Justice Act 2003, section 327, two versions); the later day refuses least.",
    ),
    (
        "agencies_that_never_lead",
        date(1900, 1, 1),
        None,
        [
            "dwp",
            "electronic_monitoring",
            "immigration_enforcement",
            "housing",
            "childrens_services",
        ],
        "Unverified: practice; Immigration Enforcement, DWP, electronic monitoring, housing and "
        "children's services never lead.",
    ),
]


def load(apps, schema_editor):
    """Write the reference rows, and one audit entry for them."""
    area_model = apps.get_model("agencies", "Area")
    agency_model = apps.get_model("agencies", "Agency")
    service_model = apps.get_model("agencies", "AreaService")
    setting_model = apps.get_model("agencies", "RuleSetting")
    entry = apps.get_model("core", "AuditEntry").objects.create(
        at=datetime.now(tz=UTC),
        actor="migration",
        operation="collection",
        act="load_reference_data",
        purpose="Reference data that ship with the product.",
    )
    with AREAS.open(encoding="utf-8", newline="") as file:
        areas = area_model.objects.bulk_create(area_model(**row) for row in csv.DictReader(file))
    agencies = agency_model.objects.bulk_create(
        agency_model(name=f"{kind.label}, {area.name}", kind=kind.value)
        for area in areas
        for kind in LEADING_KINDS
    )
    served = [area for area in areas for _ in LEADING_KINDS]
    service_model.objects.bulk_create(
        service_model(agency=agency, area=area, kind=agency.kind, is_default=True)
        for agency, area in zip(agencies, served, strict=True)
    )
    setting_model.objects.bulk_create(
        setting_model(
            code=code,
            valid_from=valid_from,
            valid_to=valid_to,
            value=value,
            source=source,
            recorded_from=KNOWN_FROM,
            recorded_in=entry.pk,
        )
        for code, valid_from, valid_to, value, source in SETTINGS
    )


class Migration(migrations.Migration):
    """Areas, default agencies and rule settings."""

    dependencies = [("agencies", "0001_initial"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
