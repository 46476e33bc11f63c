"""One flipped bit in any small file beside the journal or at a device: read as it was, or told and begun anew; never believed.

The journal itself is ``test_flipped_bits.py``. Every bit of a small file is flipped, and some thousand of a larger one.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.open_data import OpenDossiers
from contracts.pairing import DeviceRole
from contracts.procedures import FeeKind
from contracts.statements import FormRow, StatedForm
from contracts.topics import Topics
from contracts.vocabulary import ClerkId, CounterId, DeviceId, JobId, ServiceCode, SiteId, SlipState, TicketId
from controller import kept_apart
from controller.alerts import alerting
from controller.alerts.alerting import Alerting
from controller.alerts.ledger import Told
from controller.alerts.settings import AlertSettings
from controller.backup import state as backup_state
from controller.catalogue import shelf as shelves
from controller.catalogue.procedure import Fee, Procedure
from controller.catalogue.shelf import Catalogue, Shelf, ShelfError
from controller.console import history_file, uptime_files
from controller.console.history import Entry, History
from controller.console.history_file import FaultHistory
from controller.console.uptime import Hours, UpDay, Watched
from controller.desk import steady_clock
from controller.desk.steady_clock import SteadyClock
from controller.domain.tickets import Served
from controller.dossier.export import last_good
from controller.dossier.export.table import Table, Wish
from controller.dossier.export.words import Report
from controller.figures import published as published_months
from controller.figures import shelf as figure_shelf
from controller.figures import stated_forms
from controller.figures.due import Made
from controller.figures.period import Kind as PeriodKind
from controller.journal.recovery import witness
from controller.kept_apart import KeptApart
from controller.pairing import paired
from controller.pairing.authority import Authority, CannotSign
from controller.rating import box as box_file
from controller.rating.box import Box, Look, Taken
from controller.sending import enrolling
from controller.sending import state as sending_state
from controller.settings_book import history as settings_history
from controller.settings_book import next_day
from controller.web import known_machines, sessions_file
from controller.web.known_machines import key_in
from controller.web.sessions_file import SessionsFile
from hardware.link.seen_file import SeenFile
from hardware.link.sightings import sightings_of
from hardware.pairing.keys import NoKey, kept_key
from tests.clocks import FakeClock
from ticket_printer import spool_store
from ticket_printer.spool import Memory
from ticket_printer.spool_store import SpoolStore

MOST_FLIPS = 1500
SEALED_FLIPS = 100
"""Of a file whose seal covers every byte alike (``test_sealed_file.py`` flips every bit of one)."""
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
PROCEDURES = (Procedure("1.001193", "Đăng ký khai sinh", fee=Fee(FeeKind.AMOUNT, 25_000)),)
REFUSED = "refused"
UPTIME = f"{uptime_files.FOLDER}/{DAY}.json"


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


def a_catalogue(folder: Path) -> object:
    shelf = Shelf(folder)
    if not (folder / shelves.FOLDER).exists():
        shelf.put(Catalogue(PROCEDURES, "tthc.json", datetime(2026, 11, 20, tzinfo=UTC)))
    try:
        return shelf.read()
    except ShelfError:
        return REFUSED if shelf.whole().procedures == PROCEDURES else "lost"


def signed_in(folder: Path) -> object:
    file = SessionsFile(folder, FakeClock(), "5f3c")
    if not (folder / sessions_file.FILE).exists():
        kept = sessions_file.Kept(
            digest="a" * 64, clerk=ClerkId("lan"), pin="b" * 16, counter=CounterId("4"), name="Lan",
            used_ms=OFFSET_MS, used_s=1.0, boot="5f3c",
        )  # fmt: skip
        file._write(sessions_file._LIST.dump_json((kept,)))
    return file._read()


def faults(folder: Path) -> object:
    history = FaultHistory(folder, float)
    if not (folder / history_file.FILE).exists():
        history._write(History((Entry(KIOSK, "paper-end", OFFSET_MS),)))
    return FaultHistory(folder, float).history


def alerts(folder: Path) -> object:
    def made() -> Alerting:
        return Alerting(AlertSettings(), (), FaultHistory(folder, float), float)

    if not (folder / alerting.FILE).exists():
        told = made()
        told.states = {"mail": alerting.State((Told(KIOSK, "paper-end", OFFSET_MS),))}
        told._write()
    return made()._read()


def sheets(folder: Path) -> object:
    if not (folder / figure_shelf.LIST).exists():
        made = Made(PeriodKind.DAY, date(2026, 11, 23), "a" * 16, OFFSET_MS, ("ngay-2026-11-23.pdf",), 1, ())
        figure_shelf.Shelf(folder).begin((made,))
    return figure_shelf.Shelf(folder).made


def published(folder: Path) -> object:
    months = published_months.PublishedMonths(folder)
    if not (folder / published_months.FILE).exists():
        told = OpenDossiers(answered=9, early=5, on_time=3, late=1, in_time=88.9)
        months.put("2026-10", published_months.Published(dossiers=told, by=ClerkId("hoa"), at=OFFSET_MS))
    return published_months.PublishedMonths(folder).months


def watched(folder: Path) -> object:
    up = uptime_files.UpTimes(folder, lambda: ({}, 0, True), lambda: Hours(DAY, 0, 0, is_open=False), float)
    if not (folder / UPTIME).exists():
        up._write(DAY, UpDay(7_200_000, {KIOSK: Watched("kiosk", 3_600_000, 1_800_000, 900_000)}))
    return up._read(DAY)


def sending(folder: Path) -> object:
    if not (folder / sending_state.FILE).exists():
        sending_state.keep(folder, sending_state.Kept(journal="a" * 32, sent_as="a" * 32, taken_at=OFFSET_MS))
    return sending_state.kept_in(folder)


def handed_up(folder: Path) -> object:
    if not (folder / stated_forms.FILE).exists():
        day = date(2026, 10, 1)
        form = StatedForm(first=day, last=day, rows=(FormRow(name="Hộ tịch", online=3),))
        stated_forms.StatedForms(folder).put("x", stated_forms.HandedUp(form=form, by=ClerkId("hoa"), at=1))
    return stated_forms.StatedForms(folder).forms


def enrolled(folder: Path) -> object:
    if not (folder / enrolling.FILE).exists():
        enrolling.begin(folder, "https://tinh.test", "1" * 12)
    return enrolling.kept_enrolling(folder)


def backed_up(folder: Path) -> object:
    if not (folder / backup_state.FOLDER).exists():
        backup_state.keep_state(folder, backup_state.State(good_at=OFFSET_MS, good_name="motcua-1.age"))
    return backup_state.state_in(folder)


def changes(folder: Path) -> object:
    if not (folder / settings_history.INDEX).exists():
        settings_history.History(folder).note("a = 1\n", "lan", "hours", OFFSET_MS)
    return settings_history.History(folder).changes


def tomorrow(folder: Path) -> object:
    if not (folder / next_day.FILE).exists():
        wish = next_day.Waiting(what="rules", who="lan", at=OFFSET_MS, day=DAY, values={"policy": {"x": 5}})
        next_day.NextDay(folder).put(wish)
    return next_day.NextDay(folder).waiting


def let_in(folder: Path) -> object:
    if not (folder / paired.FILE).exists():
        one = paired.Paired(device=KIOSK, role=DeviceRole.KIOSK, serial="5f", key="a" * 40, at=1, by="lan")
        paired.save(folder, (one,))
    try:
        return paired.load(folder)
    except paired.PairedFileBroken:
        return REFUSED


def office_key(folder: Path) -> object:
    try:
        return kept_key(folder / "ca.key").private_numbers().private_value
    except NoKey:
        return REFUSED


def authority(folder: Path) -> object:
    try:
        return Authority(folder, "test").certificate
    except CannotSign:
        return REFUSED


def export(folder: Path) -> object:
    wish = Wish({})
    if not (folder / last_good.FILE).exists():
        lines = b'H57.132-260804-0001\t{"fee": 25000}\n'
        last_good.LastGood(folder, wish).keep(
            last_good.Kept(("a.csv", 1, 2), OFFSET_MS, Table(lines, Report()))
        )
    found = last_good.LastGood(folder, wish).load()
    return found and (found.as_of, found.mark, bytes(found.table.lines))


def opinions(folder: Path) -> object:
    """What people said, and what only may be lost: addresses. A damaged row is gone, and no other row is altered."""
    box = Box(folder)
    fresh = not (folder / box_file.FILE).exists()
    key = box.begin()
    if fresh:
        box.screens([CounterId("4"), CounterId("5")])
        box.carry(
            [
                (
                    Served(
                        TicketId("20261123-A001"), CounterId("4"), ClerkId("lan"), ServiceCode("civil"), 5
                    ),
                    "x",
                )
            ],
            0,
        )
        box.suggest(TicketId("20261123-A001"), DAY, "Ghế ngồi chờ ít quá")
        box.note_taken(Taken(OFFSET_MS, ClerkId("hoa"), "thanh tra"))
        box.note_look(Look(OFFSET_MS, ClerkId("hoa"), "lan", "2026-11"))
        box.write_note(ClerkId("lan"), "2026-11-01", "2026-11-30", "Tôi nghỉ ốm một tuần")
    return {
        "key": key,
        **{f"screen {counter}": key for key, counter in box.screens(()).items()},
        **{f"carried {place}": visit for place, visit in box.carry((), 0).items()},
        **{f"said {nth}": (said.month, said.said) for nth, said in enumerate(box.suggestions())},
        **{f"look {nth}": look for nth, look in enumerate(box.looks(ClerkId("lan")))},
        **{f"taken {nth}": taken for nth, taken in enumerate(box.taken())},
        **{f"note {clerk}": note for clerk, note in box.notes("2026-11-01", "2026-11-30").items()},
    }


def made_async(read: Callable[[Path], object]) -> Callable[[Path], Awaitable[object]]:
    async def reading(folder: Path) -> object:
        return read(folder)

    return reading


@dataclass(frozen=True)
class Kind:
    """A file, how it is read (and made where there is none), and what may be read instead of the truth."""

    name: str
    read: Callable[[Path], Awaitable[object]]
    nothing: tuple[object, ...]
    parts: bool = False
    """Whether a part of it may be lost, and the rest still be true."""
    anew: tuple[str, ...] = ()
    """Parts that are made anew where they are lost."""
    flips: int = MOST_FLIPS


KINDS = [
    Kind(steady_clock.FILE, believed_time, (), flips=SEALED_FLIPS),
    Kind(kept_apart.FILE, dossiers, (), parts=True),
    Kind(known_machines.FILE, key, (), flips=SEALED_FLIPS),
    Kind(f"seen-{KIOSK}.json", seen, (sightings_of(m.Memory(device=KIOSK)),), flips=SEALED_FLIPS),
    Kind(spool_store.FILE, printed, ({},)),
    Kind("lock", witnessed, (None, witness.Witness())),
    *(
        Kind(name, made_async(read), (nothing,), flips=SEALED_FLIPS)
        for name, read, nothing in (
            (f"{shelves.FOLDER}/{shelves.IN_FORCE}", a_catalogue, REFUSED),
            (sessions_file.FILE, signed_in, ()),
            (history_file.FILE, faults, History()),
            (alerting.FILE, alerts, {}),
            (figure_shelf.LIST, sheets, ()),
            (published_months.FILE, published, {}),
            (UPTIME, watched, None),
            (stated_forms.FILE, handed_up, {}),
            (enrolling.FILE, enrolled, None),
            (sending_state.FILE, sending, sending_state.Kept()),
            (f"{backup_state.FOLDER}/{backup_state.STATE}", backed_up, backup_state.State()),
            (settings_history.INDEX, changes, ()),
            (next_day.FILE, tomorrow, ()),
            (paired.FILE, let_in, REFUSED),
            (last_good.FILE, export, None),
            ("ca.pem", authority, REFUSED),
        )
    ),
    Kind("ca.key", made_async(office_key), (REFUSED,), flips=400),
    Kind(box_file.FILE, made_async(opinions), (), parts=True, anew=("key",), flips=300),
]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_no_flipped_bit_is_believed_or_ends_a_start(tmp_path: Path, kind: Kind) -> None:
    await kind.read(tmp_path)
    path, truth = tmp_path / kind.name, await kind.read(tmp_path)
    whole = path.read_bytes()
    beside = {one: one.read_bytes() for one in tmp_path.rglob("*") if one != path and one.is_file()}
    luck = random.Random(20261123)  # noqa: S311 - the same luck in every run
    bits = range(len(whole) * 8)
    for bit in bits if len(bits) <= kind.flips else luck.sample(bits, kind.flips):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        await _is_true_or_nothing(kind, tmp_path, bytes(flipped), beside, truth)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 4096, b"nan", b"5f3c nan", b"\xff" * 64, b"[" * 100_000, b"{}"]
)
async def test_nor_is_rubbish(tmp_path: Path, kind: Kind, content: bytes) -> None:
    await kind.read(tmp_path)
    path, truth = tmp_path / kind.name, await kind.read(tmp_path)
    beside = {one: one.read_bytes() for one in tmp_path.rglob("*") if one != path and one.is_file()}
    half = path.read_bytes()[: path.stat().st_size // 2]
    await _is_true_or_nothing(kind, tmp_path, content, beside, truth)
    await _is_true_or_nothing(kind, tmp_path, half, beside, truth)


async def _is_true_or_nothing(
    kind: Kind, folder: Path, content: bytes, beside: dict[Path, bytes], truth: object
) -> None:
    (folder / kind.name).write_bytes(content)
    for one, was in beside.items():
        one.write_bytes(was)
    found = await kind.read(folder)
    if kind.parts:
        assert isinstance(found, dict)
        assert isinstance(truth, dict)
        assert all(value in (None, truth.get(name)) for name, value in found.items() if name not in kind.anew)
    else:
        assert found == truth or found in kind.nothing
