"""The examples of the description, sent as they stand there."""
