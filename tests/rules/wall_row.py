"""A row of ``wall_tables``: files, and what they may import."""

import re
from dataclasses import dataclass
from functools import cache

from tests.rules.imports import Import


@dataclass(frozen=True)
class Row:
    """Files, and the modules that they may import: each by its own name; ``package.*`` is all of one package."""

    files: str
    std: str = ""
    own: str = ""
    other: str = ""

    def holds(self, path: str) -> bool:
        """Whether a file belongs to this row."""
        return matches(path, self.files)

    def allows(self, imported: Import) -> bool:
        """Whether its files may import this."""
        return not self.named.isdisjoint((imported.name, f"{imported.name.rpartition('.')[0]}.*"))

    @property
    def named(self) -> frozenset[str]:
        """Every module that its files may import."""
        return frozenset(f"{self.std} {self.own} {self.other}".split())


def matches(path: str, patterns: str) -> bool:
    """Whether the path is one that the patterns name."""
    return _compiled(patterns).fullmatch(path) is not None


@cache
def _compiled(patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(pattern).replace(r"\*", "[^/]*") for pattern in patterns.split()))
