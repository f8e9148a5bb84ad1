"""What the law and the guidance answer about a person, from plain values."""
