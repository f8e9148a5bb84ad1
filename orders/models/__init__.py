"""Orders and what became of them. Everyone imports from here."""

from orders.models.breach import Breach
from orders.models.order import Condition, Order, OrderReference, Variation
from orders.models.recall import Recall

__all__ = ["Breach", "Condition", "Order", "OrderReference", "Recall", "Variation"]
