"""The chain of the log: sealing what is written, verifying it, and keeping its head elsewhere."""
