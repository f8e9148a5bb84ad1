"""How every door of the API speaks: problems, pages, versions, keys, rows and its description."""
