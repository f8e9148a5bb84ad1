"""Eighteen months of casework, played through the services as people would act."""
