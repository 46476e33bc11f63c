"""How the buttons and tools of the footer share its width: letters, icons and labels give way in a fixed order."""

from dataclasses import dataclass, replace
from typing import Any

from kiosk_app.present.scale import SMALLEST_U
from kiosk_app.screens import measure

GAP_U = 8
TOOL_SIDES_U = 8
"""What stands at both sides of a tool's label on a compact screen."""
FEW = 2
"""Actions beside the tools of a compact screen; more of them stand closer."""


@dataclass(frozen=True)
class Cut:
    """How closely the actions of a row are drawn. Lengths in units.

    ``letters`` as designed; ``sides``: what stands at both sides of them; ``gap``: between two actions, and before the
    tools.
    """

    letters: float
    sides: float
    icon: float
    gap: float = GAP_U

    def gaps(self, count: int, *, wide: bool) -> float:
        """All gaps of a row of ``count`` actions; on a wide screen the tools stand behind them."""
        return self.gap * (count - (not wide))


CUTS = Cut(20, 48, 40), Cut(20, 24, 40), Cut(18, 12, 40, gap=4)
"""The widest first."""
COMPACT_CUTS = Cut(15, 20, 30), Cut(15, 8, 30), Cut(SMALLEST_U, 4, 30, gap=4)


def least_side(app: Any) -> float:
    """Width of a tool without its label, and on a screen with room of each, in pixels."""
    return float(max(app.touch, app.u * (45 if app.compact else 100)))


def sides(
    tools: list[str], actions: list[str], main: int | None, width: float, between: float, app: Any
) -> list[float]:
    """How wide each tool is: on a compact screen as wide as its label, if that leaves the actions their two lines."""
    bare = [least_side(app)] * len(tools)
    if not app.compact:
        return bare
    size, sides = app.least_u * app.u, TOOL_SIDES_U * app.u
    told = [
        max(one, measure.width(tool, "semibold", size) + sides) for one, tool in zip(bare, tools, strict=True)
    ]
    free = width - between * max(0, len(tools) - 1)
    if any(_room_for(actions, main, cut, free - sum(told), app) for cut in _grown_cuts(actions, app)):
        return told
    closest = COMPACT_CUTS[-1]
    left = free - sum(_least(actions, main, closest, app)) - closest.gaps(len(actions), wide=True) * app.u
    return [min(one, max(left / len(tools), app.cramped)) for one in bare]


def _grown_cuts(actions: list[str], app: Any) -> list[Cut]:
    """The cuts of a compact screen in the letters that are asked for."""
    cuts = COMPACT_CUTS[len(actions) > FEW :]
    return [replace(cut, letters=cut.letters * app.around) for cut in cuts]


def _room_for(actions: list[str], main: int | None, cut: Cut, across: float, app: Any) -> bool:
    """Whether all actions have two lines, with the gaps, in ``across`` pixels."""
    return bool(
        sum(_least(actions, main, cut, app)) + cut.gaps(len(actions), wide=app.wide) * app.u <= across
    )


def cut_of(actions: list[str], main: int | None, across: float, app: Any) -> Cut:
    """The widest cut in which all actions have two lines, with the gaps, in ``across`` pixels, or the closest."""
    cuts = (*_grown_cuts(actions, app), *COMPACT_CUTS[len(actions) > FEW :]) if app.compact else CUTS
    fitting = (cut for cut in cuts if _room_for(actions, main, cut, across, app))
    scarce = (cut for cut in cuts if _room_for(actions, None, cut, across, app))
    return next(fitting, None) or next(scarce, cuts[-1])


def _least(actions: list[str], main: int | None, cut: Cut, app: Any) -> list[float]:
    """What each action needs for two lines, and to be hit, in pixels; what most people want is no narrower than any."""
    wanted = (_two_lines(action.split(), cut.letters * app.u) + cut.sides * app.u for action in actions)
    least = [max(app.touch, room) for room in wanted]
    return [max(least) if at == main else room for at, room in enumerate(least)]


def rooms(actions: list[str], main: int | None, free: float, cut: Cut, app: Any) -> list[float]:
    """Equal widths; or, where one of them would need a third line, each what it needs and a part of the rest."""
    equal = free / max(1, len(actions))
    least = _least(actions, main, cut, app)
    if sum(least) > free:
        least = _least(actions, None, cut, app)
    if all(room <= equal for room in least):
        return [equal] * len(actions)
    more = free - sum(least)
    if more >= 0:
        return [room + more / len(actions) for room in least]
    spare = [room - app.touch for room in least]
    return [room + more * has / max(sum(spare), -more) for room, has in zip(least, spare, strict=True)]


def _two_lines(words: list[str], size: float) -> float:
    """The least width at which these words stand on two lines, in pixels."""
    lines = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words) + 1))
    return min((max(measure.width(line, "semibold", size) for line in two) for two in lines), default=0) + 2
