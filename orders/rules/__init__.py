"""What the law of orders, breaches and recalls says, by subject."""
