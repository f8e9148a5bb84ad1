"""Referrals and meetings over the API: what is shown of them, each act, minutes and files."""
