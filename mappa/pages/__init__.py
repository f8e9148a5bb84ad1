"""What people see in the browser besides the admin: figures and reference data, no nominal."""
