"""Returns, the people behind their cells, indicators and the funnel of referrals, over the API."""
