"""People over the API: what is shown of them, and each act of casework as a call of its service."""
