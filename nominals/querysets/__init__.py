"""Filters of people and of facts about them, and the rule of who sees whom."""
