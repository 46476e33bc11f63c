"""From recovery digits to the key that opens backups, and the public half that seals them."""

import hashlib
from pathlib import Path

from pyrage import RecipientError, x25519

from controller.backup.errors import BackupError
from hardware.durable import write_durably
from hardware.host.regular_file import read_regular

FOLDER, RECIPIENT = "backup", "recipient"
"""Below ``data_dir``: the public half."""
MOST_BYTES = 200
SALT = b"motcua recovery 1"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_KIND = "age-secret-key-"


def identity_of(phrase: str) -> x25519.Identity:
    """The key; it takes a moment and 16 MB. ``phrase``: as ``phrase.read`` gives it."""
    secret = hashlib.scrypt(phrase.replace(" ", "").encode(), salt=SALT, n=1 << 14, r=8, p=1, dklen=32)
    return x25519.Identity.from_str(_bech32(_KIND, secret).upper())


def recipient_of(phrase: str) -> str:
    """The public half of that key, as a text."""
    return str(identity_of(phrase).to_public())


def keep_recipient(data_dir: Path, recipient: str) -> None:
    """Later backups are for this one. Raises OSError."""
    write_durably(data_dir / FOLDER / RECIPIENT, recipient_line(recipient))


def recipient_line(recipient: str) -> bytes:
    """What its file says."""
    return f"{recipient}\n".encode()


def recipient_in(data_dir: Path) -> x25519.Recipient | None:
    """For whom backups are sealed; None where no recovery digits were ever made. Raises BackupError."""
    try:
        text = read_regular(data_dir / FOLDER / RECIPIENT, MOST_BYTES).decode("ascii").strip()
        return x25519.Recipient.from_str(text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecipientError):
        raise BackupError("recipient-broken", file=data_dir / FOLDER / RECIPIENT) from None


def _bech32(kind: str, data: bytes) -> str:
    """BIP 173, as age writes its keys."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    padded = -bits % 5
    number <<= padded
    values = [number >> at & 31 for at in range(bits + padded - 5, -1, -5)]
    spread = [*(ord(letter) >> 5 for letter in kind), 0, *(ord(letter) & 31 for letter in kind)]
    check = _polymod([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> at & 31 for at in range(25, -1, -5)]
    return f"{kind}1{''.join(_LETTERS[value] for value in values)}"


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check
