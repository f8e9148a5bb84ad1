"""An independent, slow count of the annual return, day by day over the raw facts; and of what is
owed on a day.

The count of the return shares no code with the product: it reads rows as the caseload exchange
writes them and follows the sentences of the counting rules one after the other, so that an error in
the product and an error here would have to be made twice. What is owed follows the sentences of
`docs/duties.md` in the same way, over the rows that are stored.
"""
