"""Measures what the product promises of its speed: `python -m benchmarks` names the measurements.

Everything here is measured in one run and printed as a ratio; nothing is asserted by the clock.
"""
