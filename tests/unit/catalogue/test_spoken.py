"""How people ask finds what they mean: the shares that docs/procedures.md tells."""

from collections import Counter
from pathlib import Path

import pytest

import simulation.office
from controller.catalogue import everyday
from controller.catalogue.file import records
from controller.catalogue.reading import read
from controller.catalogue.search import Index
from tests.unit.catalogue.spoken import WAYS, questions

LEAST = {
    "written": (0.98, 0.99),
    "no tones": (0.98, 0.99),
    "telex": (0.95, 0.98),
    "slip": (0.80, 0.90),
    "glued": (0.98, 0.98),
}


@pytest.fixture(scope="module")
def shares() -> dict[str, tuple[float, float]]:
    found = read(records(Path(simulation.office.__path__[0]) / "procedures.json"), {})
    index = Index(found.procedures, everyday.load())
    asked, first, three = Counter[str](), Counter[str](), Counter[str]()
    for way, typed, code in questions():
        hits = [one.code for one in index.find(typed, 3)]
        asked[way] += 1
        first[way] += hits[:1] == [code]
        three[way] += code in hits
    index.close()
    return {way: (first[way] / asked[way], three[way] / asked[way]) for way in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_meant_is_found(shares: dict[str, tuple[float, float]], way: str):
    assert shares[way] >= LEAST[way]
    assert shares[way][1] >= LEAST[way][1]
