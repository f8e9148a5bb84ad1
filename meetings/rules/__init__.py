"""What guidance says of referrals, meetings and what they decide, by subject."""
