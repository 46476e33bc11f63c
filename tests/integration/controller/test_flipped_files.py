"""One flipped bit in any small file beside the journal or at a device: read as it was, or told and begun anew; never believed.

The journal itself is ``test_flipped_bits.py``. Every bit of a small file is flipped, and some thousand of a larger one.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, JobId, SiteId, SlipState
from controller import kept_apart
from controller.desk import steady_clock
from controller.desk.steady_clock import SteadyClock
from controller.journal.recovery import witness
from controller.kept_apart import KeptApart
from controller.web import known_machines
from controller.web.known_machines import key_in
from hardware.link.seen_file import SeenFile
from hardware.link.sightings import sightings_of
from ticket_printer import spool_store
from ticket_printer.spool import Memory
from ticket_printer.spool_store import SpoolStore

MOST_FLIPS = 1500
KIOSK, DAY = DeviceId("kiosk-1"), "2026-11-23"
CODES = tuple(f"H57.132-260804-{n:04}" for n in range(1, 20))
SEEN = m.Memory(
    device=KIOSK,
    lineage="a" * 32,
    seq=41,
    seen=(m.Seen(day=DAY, service="civil", prefix="A", low=1, high=123),),
)
JOBS = Memory({JobId(f"20261123-A{n:03}/1"): SlipState.PRINTED for n in range(1, 9)})
OFFSET_MS = 1_795_399_200_000


class Machine:
    """A machine that has been on since the clock's file was written."""

    def utc_ms(self) -> int:
        return OFFSET_MS

    def monotonic(self) -> float:
        return 0.0

    def boot(self) -> str:
        return "5f3c"

    def vouched(self) -> bool:
        return True


async def believed_time(folder: Path) -> object:
    clock = SteadyClock(Machine(), folder)
    clock.begin(OFFSET_MS)
    return clock.utc_ms()


async def dossiers(folder: Path) -> object:
    file = KeptApart(folder)
    await file.turn(DAY)
    if not file.of(file.reference(CODES[0])):
        for code in CODES:
            file.keep(code)
    found = {code: file.of(file.reference(code)) or None for code in CODES}
    file.close()
    return found


async def key(folder: Path) -> object:
    return len(key_in(folder))


async def seen(folder: Path) -> object:
    file = SeenFile(Topics(SiteId("test")), KIOSK, folder)
    found = file.load()
    file.keep(sightings_of(SEEN), 0.0)
    return found


async def printed(folder: Path) -> object:
    store = SpoolStore(folder)
    if not (folder / spool_store.FILE).exists():
        store.keep(JOBS)
    return dict(store.load().jobs)


async def witnessed(folder: Path) -> object:
    path = folder / "lock"
    if not path.exists():
        path.write_bytes(witness.dump(WITNESS))
    return witness.load(path.read_bytes())


WITNESS = witness.Witness(epoch=7, seq=41, head="a" * 64, days={DAY: ()})


@dataclass(frozen=True)
class Kind:
    """A file, how it is read (and made where there is none), and what may be read instead of the truth."""

    name: str
    read: Callable[[Path], Awaitable[object]]
    nothing: tuple[object, ...]
    parts: bool = False
    """Whether a part of it may be lost, and the rest still be true."""


KINDS = [
    Kind(steady_clock.FILE, believed_time, ()),
    Kind(kept_apart.FILE, dossiers, (), parts=True),
    Kind(known_machines.FILE, key, ()),
    Kind(f"seen-{KIOSK}.json", seen, (sightings_of(m.Memory(device=KIOSK)),)),
    Kind(spool_store.FILE, printed, ({},)),
    Kind("lock", witnessed, (None, witness.Witness())),
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_no_flipped_bit_is_believed_or_ends_a_start(tmp_path: Path, kind: Kind) -> None:
    await kind.read(tmp_path)
    path, truth = tmp_path / kind.name, await kind.read(tmp_path)
    whole = path.read_bytes()
    beside = {one: one.read_bytes() for one in tmp_path.iterdir() if one != path}
    luck = random.Random(20261123)  # noqa: S311 - the same luck in every run
    bits = range(len(whole) * 8)
    for bit in bits if len(bits) <= MOST_FLIPS else luck.sample(bits, MOST_FLIPS):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        await _is_true_or_nothing(kind, path, bytes(flipped), beside, truth)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 4096, b"nan", b"5f3c nan", b"\xff" * 64, b"[" * 100_000, b"{}"]
)
async def test_nor_is_rubbish(tmp_path: Path, kind: Kind, content: bytes) -> None:
    await kind.read(tmp_path)
    path, truth = tmp_path / kind.name, await kind.read(tmp_path)
    beside = {one: one.read_bytes() for one in tmp_path.iterdir() if one != path}
    half = path.read_bytes()[: path.stat().st_size // 2]
    await _is_true_or_nothing(kind, path, content, beside, truth)
    await _is_true_or_nothing(kind, path, half, beside, truth)


async def _is_true_or_nothing(
    kind: Kind, path: Path, content: bytes, beside: dict[Path, bytes], truth: object
) -> None:
    path.write_bytes(content)
    for one, was in beside.items():
        one.write_bytes(was)
    found = await kind.read(path.parent)
    if kind.parts:
        assert isinstance(found, dict)
        assert isinstance(truth, dict)
        assert all(value in (None, truth[name]) for name, value in found.items())
    else:
        assert found == truth or found in kind.nothing
