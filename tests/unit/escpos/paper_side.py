"""A printer's view of a stream, written from the manual and sharing nothing with the encoder or the simulator."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Paper:
    """What a stream put on paper, and the commands that are no ink, in order."""

    width: int
    rows: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    largest_band: int = 0
    line: list[str] = field(default_factory=list)
    """The columns of a line that is not printed yet, each from the top."""

    @property
    def dots(self) -> bytes:
        return b"".join(self.rows)

    def blank(self, rows: int):
        self.rows += [bytes(self.width // 8)] * rows


def print_stream(stream: bytes, width: int, units_per_row: int = 1) -> Paper:
    """Raises AssertionError at the first byte that is no command of ours."""
    paper, at = Paper(width), 0
    while at < len(stream):
        match stream[at : at + 2]:
            case b"\x1b@" as command:
                paper.commands.append(command)
                at += 2
            case b"\x1da" | b"\x1dr":
                paper.commands.append(stream[at : at + 3])
                at += 3
            case b"\x1dV":
                at = _cut(paper, stream, at)
            case b"\x1d(":
                size = 5 + int.from_bytes(stream[at + 3 : at + 5], "little")
                paper.commands.append(stream[at : at + size])
                at += size
            case b"\x1dv":
                at = _raster(paper, stream, at)
            case b"\x1b*":
                at = _columns(paper, stream, at)
            case b"\x1bJ":
                at = _feed(paper, stream[at + 2], at, units_per_row)
            case other:
                raise AssertionError(f"byte {at}: {other.hex()}")
    assert not paper.line
    return paper


def _cut(paper: Paper, stream: bytes, at: int) -> int:
    size = 4 if stream[at + 2] in (65, 66) else 3
    paper.commands.append(stream[at : at + size])
    return at + size


def _raster(paper: Paper, stream: bytes, at: int) -> int:
    assert stream[at + 2 : at + 3] == b"0"
    assert stream[at + 3] in (0, 3)
    twice = stream[at + 3] == 3
    wide = int.from_bytes(stream[at + 4 : at + 6], "little")
    high = int.from_bytes(stream[at + 6 : at + 8], "little")
    assert 0 < wide <= paper.width // (16 if twice else 8) + 1
    assert high > 0
    dots = stream[at + 8 : at + 8 + wide * high]
    assert len(dots) == wide * high
    for y in range(high):
        row = dots[y * wide : (y + 1) * wide]
        if twice:
            bits = "".join(bit * 2 for bit in f"{int.from_bytes(row):0{wide * 8}b}")
            row = int(bits, 2).to_bytes(2 * wide)
            assert not row[paper.width // 8 :].strip(b"\0"), "dots beyond the paper"
        paper.rows += [row[: paper.width // 8].ljust(paper.width // 8, b"\0")] * (2 if twice else 1)
    paper.largest_band = max(paper.largest_band, 2 * high if twice else high)
    return at + 8 + wide * high


def _columns(paper: Paper, stream: bytes, at: int) -> int:
    """A picture beside what the line has: 8 or 24 dots high, of which those of 8 are three times as tall."""
    mode, count = stream[at + 2], int.from_bytes(stream[at + 3 : at + 5], "little")
    assert mode in (0, 32, 33)
    deep, wide = (1 if mode < 32 else 3), (1 if mode & 1 else 2)
    assert count > 0
    data = stream[at + 5 : at + 5 + count * deep]
    for i in range(0, len(data), deep):
        bits = f"{int.from_bytes(data[i : i + deep]):0{8 * deep}b}"
        paper.line += ["".join(bit * (24 // len(bits)) for bit in bits)] * wide
    assert len(paper.line) <= paper.width
    return at + 5 + count * deep


def _feed(paper: Paper, n: int, at: int, units_per_row: int) -> int:
    assert n % units_per_row == 0
    rows = n // units_per_row
    if paper.line:
        assert rows >= 24
        lines = ("".join(row).ljust(paper.width, "0") for row in zip(*paper.line, strict=True))
        paper.rows += [int(row, 2).to_bytes(paper.width // 8) for row in lines]
        paper.line, rows = [], rows - 24
    paper.blank(rows)
    return at + 3


def real_time_codes(stream: bytes) -> Iterator[int]:
    for second in (0x04, 0x05, 0x14):
        at = stream.find(bytes((0x10, second)))
        if at >= 0:
            yield at
