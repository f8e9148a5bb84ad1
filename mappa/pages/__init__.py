"""What people see in the browser: Today and its lists, returns, reference data."""
