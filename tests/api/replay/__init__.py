"""The rehearsal, replayed by a client that knows the description of the API alone."""
