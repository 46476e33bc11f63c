"""The few ESC/POS commands that we send. Pure; numbers are from Epson's command reference.

What is missing is missing on purpose: ``DLE ENQ 2`` and ``DLE DC4 8`` throw away what a printer still holds,
which could be the only copy of somebody's number. We never send them.
"""

import re
from hashlib import blake2s

INITIALIZE = b"\x1b@"
"""ESC @: back to the settings of power-on; what was printed stays printed."""
WATCH = b"\x1da\x0e"
"""GS a: push four bytes at every change of online (0x02), error (0x04) or paper (0x08)."""
ASK_PAPER_QUEUED = b"\x1dr\x01"
"""GS r 1: answered when everything before it was processed, so never while offline."""
QR_SIZE = b"\x1d(k\x03\x00\x31\x52\x30"
"""GS ( k function 182: answered with the size of the code that is stored, which is not printed."""
ID_LENGTH = 4
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
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


def draw_qr(text: bytes, module: int) -> bytes:
    """GS ( k, cn 49: a QR code at the left of the paper, ``module`` dots a module, error correction M.

    The paper moves by the code's own height. Nothing is printed if it is wider than the paper.
    """
    return prepare_qr(text, module) + _qr(b"\x51\x30")


def prepare_qr(text: bytes, module: int) -> bytes:
    """Functions 165 model 2, 167 module, 169 level M and 180 store: all but the printing."""
    return _qr(b"\x41\x32\x00") + _qr(bytes((0x43, module))) + _qr(b"\x45\x31") + _qr(b"\x50\x30" + text)


def _qr(function: bytes) -> bytes:
    return b"\x1d(k" + (len(function) + 1).to_bytes(2, "little") + b"\x31" + function


def feed(rows: int, units_per_row: int) -> bytes:
    """ESC J: print the line and feed. Counts motion units, which need not be rows; whole rows each time."""
    most = 255 // units_per_row
    whole, rest = divmod(rows, most)
    last = bytes((0x1B, 0x4A, rest * units_per_row)) if rest else b""
    return bytes((0x1B, 0x4A, most * units_per_row)) * whole + last


def scrub(dots: bytes) -> bytes:
    """Make ``10 04``, ``10 05`` and ``10 14`` into ``18 ..``: one dot more, which nobody sees.

    A printer obeys these real-time codes even inside a picture (15 of 200 slips held one).
    """
    return _REAL_TIME.sub(b"\x18", dots)
