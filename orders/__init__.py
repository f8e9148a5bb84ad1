"""Floor 4: court orders, breaches and recalls, and what became of them."""
