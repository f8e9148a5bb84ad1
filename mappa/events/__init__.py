"""Events: who is told that a nominal changed, how it is signed and how it gets there."""
