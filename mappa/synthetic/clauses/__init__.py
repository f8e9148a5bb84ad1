"""The clauses of the counting rules that bear on a person, and the people each one decides.

For every clause there are people who are kept out of a figure, or moved within it, by that clause
alone: were it taken out of the rules, the figure would change by each of them.
"""
