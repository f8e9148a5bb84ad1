"""The caseload files about orders: their columns and keys, and the rules that refuse a row."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator

from core.importing.batches import Batch
from core.importing.columns import Day, Reference, Text, Truth, codes_of
from core.importing.files import Chunk, Column, File, Row
from core.periods import Period
from nominals.choices import ReviewOutcome
from nominals.exchange import PEOPLE, REQUIREMENTS, REVIEWS, births
from nominals.rules.notification.revocation import Requirement, Review, review_refusals
from orders.choices import (
    BreachOf,
    BreachOutcome,
    OrderEnd,
    OrderKind,
    RecallKind,
    RecallReason,
)
from orders.models import Breach, Order, OrderReference, Recall
from orders.rules.making import Made, order_refusals, preventing_orders
from orders.rules.recalls import recall_refusal

ORDERS = "orders.csv"
BREACHES = "breaches.csv"
RECALLS = "recalls.csv"

_LONGEST_NAME = 200


def files() -> tuple[File, ...]:
    """The files of this app in the page's order."""
    owner = Column("nominal", Reference(), needed=True, attribute="nominal_id")
    name = Text(_LONGEST_NAME)
    return (
        File(
            ORDERS,
            Order,
            (
                Column("order", Reference(), needed=True, attribute="id"),
                owner,
                Column("kind", codes_of(OrderKind, "kind of order"), needed=True),
                Column("made_on", Day(), needed=True),
                Column("ends_on", Day()),
                Column("interim", Truth(), attribute="is_interim"),
                Column(
                    "foreign_travel_restriction",
                    Truth(),
                    attribute="has_foreign_travel_restriction",
                ),
                Column("court", name),
                Column("applicant", name),
                Column("ended_on", Day()),
                Column("ended_by", codes_of(OrderEnd, "way in which an order ends")),
            ),
            key=("order",),
            references=OrderReference,
            fresh={"public_id": lambda at: uuid.uuid4()},
        ),
        File(
            BREACHES,
            Breach,
            (
                owner,
                Column("of", codes_of(BreachOf, "thing that is breached"), needed=True),
                Column("order", Reference(empty=None), attribute="order_id"),
                Column("outcome", codes_of(BreachOutcome, "outcome")),
                Column("outcome_on", Day()),
                Column("breached_on", Day()),
                Column("returned_to_custody_on", Day()),
            ),
            key=(
                *("nominal", "of", "order", "outcome"),
                *("outcome_on", "breached_on", "returned_to_custody_on"),
            ),
            fills=("outcome_on", "breached_on", "returned_to_custody_on"),
            checks=(_order_of_breach,),
        ),
        File(
            RECALLS,
            Recall,
            (
                owner,
                Column("kind", codes_of(RecallKind, "kind of recall"), needed=True),
                Column("reason", codes_of(RecallReason, "reason of a recall"), needed=True),
                Column("decided_on", Day(), needed=True),
                Column("returned_on", Day()),
                Column("rescinded_on", Day()),
                Column("released_on", Day()),
            ),
            key=("nominal", "decided_on"),
        ),
    )


READ_BY_RULES = frozenset({ORDERS})
"""The files whose stored rows the rules need to know beside the imported ones."""


def refuse(batch: Batch) -> None:
    """The rules of `orders.rules` and V24 to V26, for what the import adds or changes."""
    born = births(batch)
    newly_born = {nominal for nominal, (_, line) in born.items() if line}
    for row in batch.touched(ORDERS):
        for refusal in order_refusals(_made(row), born[row[2]][0]):
            batch.refuse(ORDERS, row[0], refusal.column, refusal)
    if newly_born:
        _refuse_births_after_orders(batch, newly_born)
    for row in batch.touched(RECALLS):
        returned = recall_refusal(row[4], row[5])
        if returned is not None:
            batch.refuse(RECALLS, row[0], returned.column, returned)
    _refuse_revocations(batch)


def _refuse_births_after_orders(batch: Batch, newly_born: set[int]) -> None:
    """V75, where the date of birth is what the import touches and not the order."""
    born = births(batch)
    for row in batch.standing(ORDERS):
        if row[0] or row[2] not in newly_born:
            continue
        date_of_birth, line = born[row[2]]
        for refusal in order_refusals(_made(row), date_of_birth):
            if refusal.rule == "V75":
                batch.refuse(PEOPLE, line, "date_of_birth", refusal)


def _refuse_revocations(batch: Batch) -> None:
    """V24 to V26 name the review where the import touches it, else what it does touch."""
    revoked = [row for row in batch.standing(REVIEWS) if row[4] == ReviewOutcome.REVOKED]
    if not revoked:
        return
    nominals = {row[1] for row in revoked}
    born = births(batch)
    orders: defaultdict[int, list[Row]] = defaultdict(list)
    requirements: defaultdict[int, list[Row]] = defaultdict(list)
    for row in batch.standing(ORDERS):
        if row[2] in nominals:
            orders[row[2]].append(row)
    for row in batch.standing(REQUIREMENTS):
        if row[1] in nominals:
            requirements[row[1]].append(row)
    for row in revoked:
        review = Review(decided_on=row[3], outcome=row[4], rank=row[5])
        date_of_birth, line_of_birth = born[row[1]]
        sources: list[tuple[str, int, str, list[Row], list[Row]]] = []
        if row[0]:
            sources = [(REVIEWS, row[0], "", requirements[row[1]], orders[row[1]])]
        else:
            sources += [
                (ORDERS, each[0], "made_on", [], [each]) for each in orders[row[1]] if each[0]
            ]
            sources += [
                (REQUIREMENTS, each[0], "first_notified_on", [each], [])
                for each in requirements[row[1]]
                if each[0] or line_of_birth
            ]
        for file, line, column, duties, made in sources:
            for refusal in review_refusals(
                review,
                date_of_birth=date_of_birth,
                requirements=[_requirement(each) for each in duties],
                preventing_orders=preventing_orders(_made(each) for each in made),
            ):
                if refusal.rule == "V26" and file != REVIEWS:
                    continue
                if line:
                    batch.refuse(file, line, column or refusal.column, refusal)
                else:
                    batch.refuse(PEOPLE, line_of_birth, "date_of_birth", refusal)


def _made(row: Row) -> Made:
    return Made(kind=row[3], made_on=row[4], ends_on=row[5], is_interim=row[6], ended_on=row[10])


def _requirement(row: Row) -> Requirement:
    return Requirement(
        period=Period(row[3], row[4]), first_notified_on=row[5], is_indefinite=row[6]
    )


def _order_of_breach(chunk: Chunk) -> Iterator[tuple[int, str, str]]:
    for place, (of, order) in enumerate(zip(chunk["of"], chunk["order"], strict=True)):
        if of == BreachOf.ORDER and order is None:
            yield place, "order", "A breach of an order names its order: write its reference."
        elif of == BreachOf.NOTIFICATION and order is not None:
            sentence = "A breach of notification names no order: leave the field empty."
            yield place, "order", sentence
