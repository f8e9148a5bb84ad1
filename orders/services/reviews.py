"""Reviews of indefinite notification, with the orders that prevent one (V25).

The review itself is an act on the person; what stands in its way are orders, which are known here.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core.periods import Period
from nominals.choices import Rank, ReviewOutcome
from nominals.models import Nominal, NotificationReview
from nominals.services.acts import Asked
from nominals.services.notification import reviews
from nominals.services.records import person_of, records_of
from orders.models import Order
from orders.rules.making import preventing_orders


@transaction.atomic
def apply_for_review(*, nominal: Nominal, on: date, asked: Asked) -> NotificationReview:
    """Record the application for review that the police received on `on`.

    Raises:
        ValidationError: if `nominals.services.notification.reviews.apply_for_review` refuses.
    """
    return reviews.apply_for_review(
        nominal=nominal, on=on, preventing_orders=_preventing(nominal), asked=asked
    )


@transaction.atomic
def decide_review(
    *,
    review: NotificationReview,
    on: date,
    outcome: ReviewOutcome,
    rank: Rank,
    reason: str,
    asked: Asked,
    further_application_on: date | None = None,
) -> NotificationReview:
    """Revoke the indefinite requirements from `on`, or refuse.

    Raises:
        ValidationError: if `nominals.services.notification.reviews.decide_review` refuses.
        NeedsReason: by V27.
    """
    return reviews.decide_review(
        review=review,
        on=on,
        outcome=outcome,
        rank=rank,
        reason=reason,
        preventing_orders=_preventing(person_of(review.nominal)),
        asked=asked,
        further_application_on=further_application_on,
    )


def _preventing(nominal: Nominal) -> list[tuple[str, Period]]:
    """The SHPOs and SOPOs of the person, who stays locked so that none is made meanwhile."""
    Nominal.objects.select_for_update().get(pk=nominal.pk)
    orders = Order.objects.filter(nominal__in=records_of([nominal.pk]))
    return preventing_orders(each.made for each in orders)
