"""Who somebody is: registering, finding, likely duplicates, merging and parting."""
