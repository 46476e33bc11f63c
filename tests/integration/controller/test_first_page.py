"""The first page of the journal says which tables there are: whatever happens to it, no event is lost, and it is told."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.vocabulary import FaultCode
from controller.journal.errors import JournalLostError
from controller.journal.folder import FILE, LOCK
from controller.journal.recovery import repair
from controller.journal.recovery.repair import open_journal
from controller.journal.recovery.salvage import salvage
from tests import properties
from tests.integration.controller.clerkless import busy_days, numbers_in
from tests.integration.controller.house import MORNING, sparse_reserve

PAGE, SECTOR, TICKETS, FLIPS = 4096, 512, 8, 20


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    busy_days(folder, days=1, tickets=TICKETS)
    return folder


def start_with(office: Path, data: Path, content: bytes) -> tuple[int, bool]:
    """How many numbers the next start knows, and whether it tells of damage."""
    shutil.rmtree(data, ignore_errors=True)
    sparse_reserve(data)
    shutil.copy(office / LOCK, data / LOCK)
    (data / FILE).write_bytes(content)
    journal = open_journal(data, "now", "test")
    try:
        recovered = journal.start(MORNING)
        assert journal.verify() is None
        return len(numbers_in(journal)), FaultCode.JOURNAL_REBUILT in recovered.mends
    finally:
        journal.close()


@pytest.mark.slow
@pytest.mark.seeded
def test_one_flipped_bit_in_what_it_says_of_tables_is_mended_and_told(office: Path, tmp_path: Path) -> None:
    whole = (office / FILE).read_bytes()
    written = [at for at in range(100, PAGE) if whole[at]]
    luck = random.Random(20261123)  # noqa: S311 - the same luck in every run
    for _ in range(FLIPS * len(properties.seeds())):
        flipped = bytearray(whole)
        flipped[luck.choice(written)] ^= 1 << luck.randrange(8)
        assert start_with(office, tmp_path / "data", bytes(flipped)) == (TICKETS, True)


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda _page: bytes(PAGE),
    lambda page: bytes(SECTOR) + page[SECTOR:],
    lambda page: page[:-SECTOR] + b"\xff" * SECTOR,
    lambda page: page.replace(b"request_id", b"request_ie"),
    lambda page: page.replace(b"event", b"ev\xa0nt"),
    lambda page: page.replace(b'"ticket"', b'"tickeu"'),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_so_is_a_lost_sector_or_the_whole_page(
    office: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    whole = (office / FILE).read_bytes()
    damaged = damage(whole[:PAGE]) + whole[PAGE:]
    assert damaged != whole
    assert start_with(office, tmp_path / "data", damaged) == (TICKETS, True)
    assert not list((tmp_path / "data").glob("*.reading*"))


def test_control_without_the_page_that_it_must_have_had_no_number_is_given(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair, "_salvaged", salvage)
    with pytest.raises(JournalLostError):
        start_with(office, tmp_path / "data", bytes(PAGE) + (office / FILE).read_bytes()[PAGE:])
