"""Reads caseloads: rows and refusals by line, comparison with what is stored, bulk writing."""
