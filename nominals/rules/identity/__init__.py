"""Whether two records are one person, and what their details may be."""
