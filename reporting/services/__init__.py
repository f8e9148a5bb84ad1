"""Stamping events, compiling and storing returns, opening figures."""
