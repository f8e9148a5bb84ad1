"""What is settled for areas, and the systems that call for agencies."""
