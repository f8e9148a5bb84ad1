"""The addresses of orders, breaches and recalls, and of the acts on them."""

from __future__ import annotations

from nominals.api.addresses import acts, records
from orders.api.acts import ACTS
from orders.api.resources import RESOURCES

urlpatterns = [*acts(ACTS), *records(RESOURCES)]
