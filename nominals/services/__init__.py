"""Acts on people, and what follows from their facts."""
