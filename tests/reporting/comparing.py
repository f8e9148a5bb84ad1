"""The indicators as the product counts them and as the slow count does, in one form."""

from tests.oracle import indicators as oracle

WITH_ABSENCES = ("K1", "K2", "K3", "K4")


def as_counted(found):
    """What the product counted, by indicator, level and agency."""
    return {
        (row.indicator, row.level, row.agency and row.agency.key): (
            set(row.met_by),
            set(row.missed_by),
            row.absences
            and (row.absences.report_only, row.absences.apologies, row.absences.no_show),
            row.percent,
            row.is_reached,
        )
        for row in found.rows
    }


def as_walked(area, first, last, on, user=None, looked_on=None):
    """The same as the slow count has it, of the quarter from `first` to `last`."""
    world = oracle.World(area, first, last, on, user, looked_on)
    expected = {}
    for key, tally in oracle.count(world).items():
        threshold = world.setting("indicator_thresholds", first)[key[0]]
        absent = tuple(tally.absent.values()) if key[0] in WITH_ABSENCES else None
        expected[key] = (tally.met, tally.missed, absent, *oracle.rates(tally, threshold))
    return expected
