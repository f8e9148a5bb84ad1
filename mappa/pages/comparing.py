"""What stands beside a figure: the same cell in another return, and by how much it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.export import figure_as_text
from reporting.tables.figures import CompiledReturn, Figure

Place: TypeAlias = tuple[str, str, str]
"""A cell in any edition: rule, row and column."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A return that stands beside another. `name` is how its figures are marked; they are left out
    where they are the same if `only_where_different`."""

    name: str
    figures: Mapping[Place, Figure]
    only_where_different: bool = False

    @classmethod
    def of(
        cls, name: str, compiled: CompiledReturn, *, only_where_different: bool = False
    ) -> Beside:
        """The figures of `compiled`, to stand beside others as `name`."""
        return cls(name, figures_of(compiled), only_where_different)


def figures_of(compiled: CompiledReturn) -> dict[Place, Figure]:
    """The figures of a return by where they stand."""
    return {
        (str(table.rule.value), row, column): figure
        for table, row, column, figure in compiled.figures()
    }


def differing(compiled: CompiledReturn, beside: Beside) -> int:
    """How many cells that both print hold something else."""
    return sum(
        place in beside.figures and beside.figures[place] != figure
        for place, figure in figures_of(compiled).items()
    )


def legend(compiled: CompiledReturn, others: Sequence[Beside]) -> str:
    """What the notes under the figures of `compiled` are; empty where nothing stands beside it."""
    said = []
    for each in others:
        if each.only_where_different:
            count = differing(compiled, each)
            where = ngettext(
                "compilation %(name)s where it differs (%(n)s figure)",
                "compilation %(name)s where it differs (%(n)s figures)",
                count,
            )
            said.append(where % {"name": each.name, "n": count})
        else:
            said.append(each.name)
    return _("Under each figure: %(others)s.") % {"others": _(" and ").join(said)} if said else ""


def notes(place: Place, figure: Figure, others: Sequence[Beside]) -> list[str]:
    """What is said of the cell at `place`, which holds `figure`, in each of the others."""
    said = (_note(figure, each, place) for each in others if place in each.figures)
    return [each for each in said if each]


def _note(figure: Figure, beside: Beside, place: Place) -> str:
    then = beside.figures[place]
    if figure == then:
        # A dash is printed in every year alike.
        if beside.only_where_different or figure is None:
            return ""
        return f"{beside.name}: {_('same')}"
    was = f"{beside.name}: {figure_as_text(then)}"
    if isinstance(figure, int) and isinstance(then, int):
        return f"{was} ({_by(figure - then)})"
    return was


def _by(difference: int) -> str:
    if difference > 0:
        return _("+%(n)s, more") % {"n": difference}
    return _("-%(n)s, fewer") % {"n": -difference}
