"""Orders, breaches and recalls over the API: what is shown of them, and each act as one service."""
