"""Who calls the API, and the areas and agencies that it names."""
