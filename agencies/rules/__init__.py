"""The rules of agencies: what settings answer, and which role is shown which facts."""
