"""Floor 3: the person, and why and how closely he or she is managed."""
