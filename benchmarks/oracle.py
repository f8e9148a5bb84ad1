"""The return of a year as seven plain statements over the raw facts: no states, no stamps.

Written from the counting rules alone, so that it is a second opinion; one text for both databases.
It counts what is now known, for a year in which one order of precedence (D3) is in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from core.periods import OPEN_END, ReportingYear

Cells = Counter[tuple[str, str, str, str]]
"""Figures above 0 by code of the area, table, row and column, in the words of the machine form."""

KNOWN = "recorded_to = '9999-12-31 00:00:00+00'"
KNOWN_ON_SQLITE = "recorded_to = '9999-12-31 00:00:00'"

FALLING_BACK = """
    {table} {now} ON {now}.nominal_id = {event}.nominal_id AND {now}.{known}
        AND {now}.valid_from <= {event}.day AND {now}.ends > {event}.day
        AND (p.died_on IS NULL OR p.died_on > {event}.day)
    LEFT JOIN {table} {before} ON {before}.nominal_id = {event}.nominal_id AND {before}.{known}
        AND {before}.valid_from < {event}.day AND {before}.ends >= {event}.day
"""
"""What held on the day of an event, or, where nothing did, on the day before (D6, D8)."""


def statements(year: ReportingYear) -> dict[str, str]:
    """The statement of each table; each answers area id, row, column and figure."""
    first, after, snapshot = year.period.start, year.period.ends, year.snapshot_day
    is_postgresql = connection.vendor == "postgresql"
    known = KNOWN if is_postgresql else KNOWN_ON_SQLITE
    least, most = ("LEAST", "GREATEST") if is_postgresql else ("MIN", "MAX")
    day_before = "{} - 1" if is_postgresql else "DATE({}, '-1 day')"
    no, yes = ("FALSE", "TRUE") if is_postgresql else ("0", "1")
    rank = "CASE e.category WHEN 4 THEN 0 ELSE e.category END"
    column = "'category_' || CASE {0} WHEN 0 THEN 4 ELSE {0} END"

    def fallback(table: str, name: str) -> str:
        return "LEFT JOIN " + FALLING_BACK.format(
            table=table, now=f"{name}_now", before=f"{name}_before", event="v", known=known
        )

    alive = (
        f"JOIN nominals_nominal p ON p.id = v.nominal_id AND p.{known} "
        "AND (p.died_on IS NULL OR p.died_on >= v.day)"
    )
    with_area = f"{alive} {fallback('nominals_responsiblearea', 'area')}"
    area = "COALESCE(area_now.area_id, area_before.area_id)"
    with_level = f"{with_area} {fallback('nominals_levelperiod', 'level')}"
    level = "COALESCE(level_now.level, level_before.level)"
    decided = "b.outcome IN ('cautioned', 'convicted')"

    def in_year(day: str) -> str:
        return f"{day} >= '{first}' AND {day} < '{after}'"

    def people(events: str, extra: str = "") -> str:
        return (
            f"SELECT {area}, 'total', 'total', COUNT(DISTINCT v.nominal_id) FROM ({events}) v "
            f"{with_area} WHERE {area} IS NOT NULL {extra} GROUP BY 1"
        )

    return {
        "T1": f"""
            SELECT a.area_id, 'level_' || l.level, {column.format("c.rank")}, COUNT(*)
            FROM nominals_responsiblearea a
            JOIN nominals_nominal p ON p.id = a.nominal_id
                AND (p.died_on IS NULL OR p.died_on > '{snapshot}')
            JOIN nominals_levelperiod l ON l.nominal_id = a.nominal_id AND l.{known}
                AND l.valid_from <= '{snapshot}' AND l.ends > '{snapshot}'
            JOIN (SELECT e.nominal_id, MIN({rank}) AS rank FROM nominals_eligibilityperiod e
                WHERE e.{known} AND e.valid_from <= '{snapshot}' AND e.ends > '{snapshot}'
                GROUP BY e.nominal_id) c ON c.nominal_id = a.nominal_id
            LEFT JOIN nominals_detention d ON d.nominal_id = a.nominal_id AND d.{known}
                AND d.valid_from <= '{snapshot}' AND d.ends > '{snapshot}'
            WHERE a.{known} AND a.valid_from <= '{snapshot}' AND a.ends > '{snapshot}'
                AND d.id IS NULL AND NOT (l.level = 1 AND c.rank = 3)
            GROUP BY 1, 2, 3""",
        "T2": f"""
            WITH spells AS (
                SELECT a.nominal_id, a.area_id, l.level,
                    {most}(a.valid_from, l.valid_from, e.valid_from) AS starts,
                    {least}(a.ends, l.ends, e.ends, COALESCE(p.died_on, '{OPEN_END}'),
                        '{after}') AS ends
                FROM nominals_levelperiod l
                JOIN nominals_responsiblearea a ON a.nominal_id = l.nominal_id AND a.{known}
                    AND a.valid_from < '{after}' AND a.ends > '{first}'
                JOIN nominals_eligibilityperiod e ON e.nominal_id = l.nominal_id AND e.{known}
                    AND e.valid_from < '{after}' AND e.ends > '{first}'
                JOIN nominals_nominal p ON p.id = l.nominal_id
                WHERE l.{known} AND l.level >= 2
                    AND l.valid_from < '{after}' AND l.ends > '{first}'
            ), counted AS (
                SELECT nominal_id, area_id, level, ends, ROW_NUMBER() OVER (
                    PARTITION BY nominal_id, area_id ORDER BY level DESC, ends DESC) AS place
                FROM spells WHERE starts < ends AND ends > '{first}'
            ), people AS (
                SELECT s.nominal_id, s.area_id, s.level, MIN({rank}) AS rank
                FROM counted s JOIN nominals_eligibilityperiod e ON e.nominal_id = s.nominal_id
                    AND e.{known} AND e.valid_from < s.ends AND e.ends >= s.ends
                WHERE s.place = 1 GROUP BY s.nominal_id, s.area_id, s.level
            )
            SELECT area_id, 'level_' || level, {column.format("rank")}, COUNT(*)
            FROM people GROUP BY 1, 2, 3""",
        "T3": people(
            "SELECT b.nominal_id, b.outcome_on AS day FROM orders_breach b "
            f"WHERE b.{known} AND b.of = 'notification' AND {decided} AND {in_year('b.outcome_on')}"
        ),
        "T4": people(
            "SELECT r.nominal_id, r.decided_on AS day FROM nominals_notificationreview r "
            f"WHERE r.{known} AND r.outcome = 'revoked' AND {in_year('r.decided_on')}"
        ),
        "T5": f"""
            SELECT {area}, CASE WHEN v.kind <> 'shpo' THEN 'NO' WHEN v.travel = {yes}
                THEN 'SHPO_with_foreign_travel_restriction' ELSE 'SHPO' END, 'total', COUNT(*)
            FROM (SELECT o.nominal_id, o.kind, o.has_foreign_travel_restriction AS travel,
                o.made_on AS day FROM orders_order o WHERE o.{known} AND o.is_interim = {no}
                AND o.ended_by <> 'quashed' AND {in_year("o.made_on")}
                AND o.kind IN ('shpo', 'notification_order', 'notification_notice')) v
            {with_area} WHERE {area} IS NOT NULL GROUP BY 1, 2""",
        "T6": people(
            "SELECT b.nominal_id, b.outcome_on AS day FROM orders_breach b JOIN orders_order o "
            f"ON o.id = b.order_id WHERE b.{known} AND o.kind IN ('sro', 'rosho') AND {decided} "
            f"AND {in_year('b.outcome_on')}",
            f"AND NOT EXISTS (SELECT 1 FROM nominals_eligibilityperiod e "
            f"WHERE e.nominal_id = v.nominal_id AND e.{known} AND e.category = 1 "
            f"AND e.valid_from <= {day_before.format('v.day')} "
            f"AND e.ends > {day_before.format('v.day')})",
        ),
        "T7a": f"""
            WITH counted AS (
                SELECT v.nominal_id, {area} AS area_id, {level} AS level, COALESCE(
                    (SELECT MIN({rank}) FROM nominals_eligibilityperiod e
                        WHERE e.nominal_id = v.nominal_id AND e.{known}
                        AND e.valid_from <= v.day AND e.ends > v.day
                        AND (p.died_on IS NULL OR p.died_on > v.day)),
                    (SELECT MIN({rank}) FROM nominals_eligibilityperiod e
                        WHERE e.nominal_id = v.nominal_id AND e.{known}
                        AND e.valid_from < v.day AND e.ends >= v.day)) AS rank,
                    v.returned_on, v.day
                FROM (SELECT r.nominal_id, r.decided_on AS day, r.returned_on FROM orders_recall r
                    WHERE r.{known} AND r.reason = 'breach_of_licence'
                    AND r.kind <> 'home_detention_curfew' AND r.rescinded_on IS NULL
                    AND {in_year("r.returned_on")}) v {with_level}
            ), placed AS (
                SELECT area_id, level, rank, ROW_NUMBER() OVER (PARTITION BY nominal_id, area_id
                    ORDER BY level DESC, returned_on DESC, day DESC) AS place
                FROM counted WHERE area_id IS NOT NULL AND level >= 2 AND rank IS NOT NULL
            )
            SELECT area_id, 'level_' || level, {column.format("rank")}, COUNT(*)
            FROM placed WHERE place = 1 GROUP BY 1, 2, 3""",
        "T7b": f"""
            SELECT area_id, 'level_' || level, 'category_1', COUNT(*) FROM (
                SELECT v.nominal_id, {area} AS area_id, MAX({level}) AS level
                FROM (SELECT b.nominal_id, b.returned_to_custody_on AS day
                    FROM orders_breach b JOIN orders_order o ON o.id = b.order_id
                    WHERE b.{known} AND o.kind IN ('sopo', 'shpo')
                    AND {in_year("b.returned_to_custody_on")}) v {with_level}
                WHERE {area} IS NOT NULL AND {level} >= 2 GROUP BY v.nominal_id, {area}) counted
            GROUP BY 1, 2""",
    }


def run(year: ReportingYear, codes: dict[int, str]) -> Cells:
    """The figures of every area; `codes` are the areas' codes by id."""
    cells: Cells = Counter()
    with connection.cursor() as cursor:
        for table, statement in statements(year).items():
            for area, row, column, figure in _rows(cursor, statement):
                cells[codes[area], table, row, column] += figure
    return cells


def runner(year: ReportingYear) -> Callable[[], None]:
    """What executes the statements and fetches their rows, and nothing else."""
    texts = list(statements(year).values())

    def execute() -> None:
        with connection.cursor() as cursor:
            for text in texts:
                _rows(cursor, text)

    return execute


def _rows(cursor: CursorWrapper, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
