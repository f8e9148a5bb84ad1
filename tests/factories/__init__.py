"""One valid example of each model, by app."""
