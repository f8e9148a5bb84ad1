"""Pages for administrators: who signs in, which systems call and are told, and what is at work."""
