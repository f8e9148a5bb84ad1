"""Floor 1: how time, audit and the doors work. Knows no app."""
