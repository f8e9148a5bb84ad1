"""Made-up caseloads in the exchange format; nobody in them lives, and no figure here is secret."""
