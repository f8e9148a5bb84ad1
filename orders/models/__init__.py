"""Orders and what became of them. Everyone imports from here."""

from orders.models.breach import Breach
from orders.models.order import Order, OrderReference
from orders.models.recall import Recall

__all__ = ["Breach", "Order", "OrderReference", "Recall"]
