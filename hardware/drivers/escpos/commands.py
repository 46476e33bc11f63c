"""The few ESC/POS commands that we send. Pure; numbers are from Epson's command reference.

What is missing is missing on purpose: ``DLE ENQ 2`` and ``DLE DC4 8`` throw away what a printer still holds,
which could be the only copy of somebody's number. We never send them.
"""

from hashlib import blake2s

INITIALIZE = b"\x1b@"
"""ESC @: back to the settings of power-on; what was printed stays printed."""
WATCH = b"\x1da\x0e"
"""GS a: push four bytes at every change of online (0x02), error (0x04) or paper (0x08)."""
ASK_PAPER_QUEUED = b"\x1dr\x01"
"""GS r 1: answered when everything before it was processed, so never while offline."""
ID_LENGTH = 4
_LETTERS = bytes(range(0x21, 0x7F))


def ask_now(n: int) -> bytes:
    """DLE EOT n, answered at once even when offline: 1 printer, 2 why offline, 3 errors, 4 paper."""
    return bytes((0x10, 0x04, n))


def tell_when_done(process_id: bytes) -> bytes:
    """GS ( H, function 48: answer with these four letters (0x20-0x7e) when all before it is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + process_id


def process_id(job: str, nonce: bytes) -> bytes:
    """Four letters for a job, other ones at every start of the program, so that no old answer fits."""
    digest = blake2s(job.encode(), key=nonce, digest_size=ID_LENGTH).digest()
    return bytes(_LETTERS[byte % len(_LETTERS)] for byte in digest)


def feed(rows: int, units_per_row: int) -> bytes:
    """ESC J: print the line and feed. Counts motion units, which need not be rows; whole rows each time."""
    most = 255 // units_per_row
    whole, rest = divmod(rows, most)
    last = bytes((0x1B, 0x4A, rest * units_per_row)) if rest else b""
    return bytes((0x1B, 0x4A, most * units_per_row)) * whole + last
