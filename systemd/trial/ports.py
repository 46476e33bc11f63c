"""What listens for the network on each kind of machine, as the docs say it: the trial's rogue may find that and nothing else."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
HEAD = "| program | port | who reaches it |"
NETWORK = "the network"
MACHINES = {"office": ("controller", "board"), "hall": ("board",)}
"""Which programs that listen are on the machines of the trial."""


def listed(page: str) -> set[tuple[str, str, str]]:
    """The rows of the table: program, port as ``8080/tcp``, who reaches it. Raises ValueError where there is no table."""
    rows = page[page.index(HEAD) :].partition("\n\n")[0].splitlines()[2:]
    return {(cells[1], cells[2], cells[3]) for cells in (re.split(r"\s*\|\s*", row) for row in rows)}


def open_on(machine: str, page: str) -> set[str]:
    """What a rogue may find."""
    return {port for name, port, who in listed(page) if name in MACHINES[machine] and who == NETWORK}
