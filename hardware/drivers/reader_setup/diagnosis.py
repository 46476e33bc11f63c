"""What was typed for three known codes -> how the scanner is set, and what to write into the settings. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hardware.drivers.key_codes import EV_KEY, PRESSED
from hardware.drivers.keyboards import LAYOUTS
from hardware.drivers.typed import GAP_S, Typed

Event = tuple[float, int, int, int]
"""Seconds, type, code and value of an event of the kernel."""


@dataclass(frozen=True)
class Probe:
    """A code to be scanned, and what it is there for."""

    symbology: str
    says: str


PROBES = (
    Probe("Code128", "0123456789.-/"),
    Probe("Code128", "AMQWYZ-amqwyz"),
    Probe("QRCode", "https://motcua.example/a?b=1&c_d=2#e"),
)
"""Digits and the signs of dossier codes; the letters that keyboards disagree about; a link, in a QR code."""
SLOW_S = 0.06
"""Between two keys of a scan; slower than that and the pause that ends a text is taken too short."""
LONGEST_GAP_MS = 1000
PATIENT_S = 5.0
"""While it is found out, no pause ends a text: the scan is known to be one."""


@dataclass(frozen=True)
class Finding:
    """How the scanner is set. ``heard``: what each probe came out as, on the keyboard that fits best."""

    layout: str | None
    heard: tuple[str, ...]
    before: str = ""
    after: str = ""
    turned: bool = False
    """Whether small letters came as great ones, or the other way round."""
    ended: bool = True
    """Whether a key ends each text, not only a pause."""
    gap_ms: int = 0
    """What the settings must say, because it types slowly; 0 when they need not."""

    def read(self, number: int) -> bool:
        """Whether this probe came out right, case aside."""
        return PROBES[number].says.lower() in self.heard[number].lower()

    def silent(self, number: int) -> bool:
        """Whether nothing came for this probe."""
        return not self.heard[number]

    @property
    def good(self) -> bool:
        """Whether dossier codes will come out right."""
        return self.read(0) and self.read(1)


def diagnose(scans: tuple[tuple[Event, ...], ...]) -> Finding:
    """How a scanner is set that typed these keys for the probes; an empty scan: nothing came."""
    tried = [(layout, *_texts(scans, layout)) for layout in LAYOUTS]
    layout, heard, ended = max(tried, key=lambda each: _fit(each[1]))  # of equal ones the first: us
    finding = found(heard, ended=ended)
    return Finding(
        layout=layout if finding.good else None,
        heard=heard,
        before=finding.before,
        after=finding.after,
        turned=finding.turned,
        ended=ended,
        gap_ms=_gap_ms(scans),
    )


def found(heard: tuple[str, ...], *, ended: bool = True) -> Finding:
    """What the texts tell that came for the probes; for a scanner that sends characters, not keys."""
    frames = {frame for frame in map(_frame, PROBES, heard) if frame}
    before, after = frames.pop() if len(frames) == 1 else ("", "")
    turned = _fit(heard)[0] < sum(map(_reads, PROBES, heard))
    return Finding(None, heard, before, after, turned=turned, ended=ended)


def settings(path: str, finding: Finding, *, serial_baud: int | None = None) -> Iterator[str]:
    """The lines of the kiosk's settings."""
    yield "[reader]"
    yield f'driver = "{"serial" if serial_baud else "keyboard"}"'
    yield f'path = "{path}"'
    if serial_baud:
        yield f"baud = {serial_baud}"
    elif finding.layout:
        yield f'layout = "{finding.layout}"'
    if finding.gap_ms:
        yield f"gap_ms = {finding.gap_ms}"


def advice(finding: Finding) -> Iterator[str]:
    """What to tell whoever scans, by its key in the texts; the most important first."""
    if all(map(finding.silent, range(len(PROBES)))):
        yield "nothing"
        return
    if not finding.good:
        yield "wrong"
    elif finding.layout not in {None, "us"}:
        yield "adapted"
    else:
        yield "good"
    if finding.turned:
        yield "turned"
    if finding.good and not finding.read(2):
        yield "no-qr" if finding.silent(2) else "links-wrong"
    if (finding.before or finding.after) and not finding.before.startswith("]"):
        yield "around"
    if not finding.ended:
        yield "no-end"
    if finding.gap_ms:
        yield "slow"


def _texts(scans: tuple[tuple[Event, ...], ...], layout: str) -> tuple[tuple[str, ...], bool]:
    heard, ended = [], True
    for scan in scans:
        typed = Typed(PATIENT_S, layout)
        texts = [text for event in scan for text in typed.key(*event)]
        rest = typed.silence()
        ended &= not rest
        heard.append("".join(texts + rest))
    return tuple(heard), ended


def _reads(probe: Probe, heard: str) -> bool:
    return probe.says.lower() in heard.lower()


def _fit(heard: tuple[str, ...]) -> tuple[int, int]:
    """How many probes came out as they are, and how many but for their case."""
    exact = sum(probe.says in text for probe, text in zip(PROBES, heard, strict=True))
    return exact, sum(map(_reads, PROBES, heard))


def _frame(probe: Probe, heard: str) -> tuple[str, str] | None:
    """What stands before and behind a probe."""
    at = heard.lower().find(probe.says.lower())
    return (heard[:at], heard[at + len(probe.says) :]) if at >= 0 else None


def _gap_ms(scans: tuple[tuple[Event, ...], ...]) -> int:
    presses = ([event[0] for event in scan if event[1] == EV_KEY and event[3] == PRESSED] for scan in scans)
    widest = max((later - sooner for each in presses for sooner, later in pairwise(each)), default=0.0)
    return 0 if widest < SLOW_S else min(LONGEST_GAP_MS, max(round(GAP_S * 1000), round(widest * 3000)))
