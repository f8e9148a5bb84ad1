"""Referring, convening, deciding and minuting; each act is one transaction and one log entry."""
