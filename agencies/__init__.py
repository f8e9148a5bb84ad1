"""Floor 2: the areas, the agencies, and who acts for them."""
