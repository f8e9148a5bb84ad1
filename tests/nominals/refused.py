"""What an act was refused by."""


def codes(refused):
    """The numbers of the rules of a refusal that `pytest.raises` caught, in order."""
    return sorted(each.code for errors in refused.value.error_dict.values() for each in errors)
