"""Notification requirements and their review (Sexual Offences Act 2003, sections 80 to 91F)."""
