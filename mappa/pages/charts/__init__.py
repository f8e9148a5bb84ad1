"""The charts of a return: figures in, shapes out, and the same figures as a table beside each."""
