"""Two records of what seems to be one person: merged, and parted again."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.merging import merge_people, preview_merge, unmerge_people
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from nominals.choices import Basis, Level


def merged_and_parted(stage: Stage) -> Scene:
    """A second record under a name misspelt, merged into the first, and found to be a brother."""
    yield date(2024, 7, 15), "Lorne Sparrow is managed for a violent offence"
    first = stage.register("Sparrow", "Lorne", born=date(1994, 6, 21), pnc_id="2016/0456789B")
    stage.enter(first, Basis.VIOLENT_OFFENCE, level=Level.TWO, lead=AgencyKind.PROBATION)
    yield date(2024, 9, 23), "Loren Sparow is registered, though likely the same person"
    second = stage.register(
        "Sparow",
        "Loren",
        born=date(1994, 6, 12),
        likely_duplicate="The custody record may be wrong; to be checked.",
    )
    stage.enter(second, Basis.OTHER_SEXUAL_OFFENCE, level=Level.ONE, lead=AgencyKind.PROBATION)
    yield date(2024, 11, 4), "What a merge of the two records would do is looked at"
    preview = preview_merge(
        survivor=first, merged=second, choices={}, on=stage.today, asked=stage.asked()
    )
    moved = ", ".join(f"{each.place.cell} {each.before} to {each.after}" for each in preview.moved)
    yield date(2024, 11, 11), f"The two records are merged; figures that move: {moved or 'none'}"
    merge = merge_people(
        survivor=first,
        merged=second,
        choices=dict.fromkeys(preview.to_choose, "survivor"),
        reason="one fingerprint",
        asked=stage.asked(),
    )
    yield date(2025, 5, 12), "The merge is undone: they are brothers"
    unmerge_people(merge=merge, reason="two sets of fingerprints", asked=stage.asked())
