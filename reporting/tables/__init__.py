"""What each table of the return is, in plain data, and a filled one."""
