"""Referrals and meetings over the API."""
