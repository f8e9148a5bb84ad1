"""What commands about events are told: of which subscription."""

from argparse import ArgumentTypeError
from uuid import UUID

from mappa.models import Subscription


def a_subscription(text: str) -> Subscription:
    """The subscription of an opaque id.

    Raises:
        ArgumentTypeError: if none has it.
    """
    try:
        found = Subscription.objects.filter(public_id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        msg = f"“{text}” is no subscription: write an opaque id that `subscribe list` prints."
        raise ArgumentTypeError(msg)
    return found
