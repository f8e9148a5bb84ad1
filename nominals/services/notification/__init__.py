"""Notification to the police: what is required, what was notified, and its review."""
