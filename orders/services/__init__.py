"""Acts on orders, breaches and recalls, and what follows from them for the person."""
