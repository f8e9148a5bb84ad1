"""Floor 5: referrals, Level 2 and 3 meetings, and what they decide."""
