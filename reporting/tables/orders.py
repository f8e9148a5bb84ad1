"""Orders imposed by the courts: T5, before and after the change of orders."""

from __future__ import annotations

from dataclasses import replace

from reporting import measures
from reporting.choices import OrderRow, TableCode
from reporting.tables.declaration import ONE_COLUMN, Line, Shape, Table


def _line(row: OrderRow, label: str) -> Line:
    return Line(row.value, label, row.value)


ORDERS = Table(
    rule=TableCode.ORDERS,
    path=("orders_imposed",),
    shape=Shape.LIST,
    title="Restrictive orders for Category 1 offenders",
    sub_title="SHPOs, SHPOs with foreign travel restriction & NOs imposed by the courts",
    measure=measures.orders_imposed,
    rows=(
        _line(OrderRow.SHPO, "SHPO"),
        _line(OrderRow.SHPO_WITH_TRAVEL, "SHPO with foreign travel restriction"),
        _line(OrderRow.NOTIFICATION, "NOs"),
    ),
    columns=ONE_COLUMN,
)
ORDERS_FROM_2015 = replace(
    ORDERS,
    sub_title="SHPOs & NOs imposed by the courts",
    rows=(
        _line(OrderRow.SHPO, "SHPOs"),
        _line(OrderRow.SHPO_WITH_TRAVEL, "SHPOs with Foreign Travel Restriction"),
        _line(OrderRow.NOTIFICATION, "NOs"),
    ),
)
ORDERS_BEFORE_SHPOS = replace(
    ORDERS,
    sub_title="SOPOs, NOs & FTOs imposed by the courts",
    rows=(
        _line(OrderRow.SOPO, "SOPOs"),
        _line(OrderRow.NOTIFICATION, "NOs"),
        _line(OrderRow.FTO, "FTOs"),
    ),
)
