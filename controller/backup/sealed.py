"""A stream into an encrypted file and out of it: never in the open on a disk, never whole in memory."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeVar

import pyrage
from pyrage import DecryptError, EncryptError, x25519

from controller.backup.errors import BackupError

T = TypeVar("T")
MAGIC = b"age-encryption.org/v1\n"


class _Watched:
    """Hands on what is written, and keeps the error: the library tells only its text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


def seal(write: Callable[[IO[bytes]], None], to: IO[bytes], recipients: list[x25519.Recipient]) -> None:
    """Encrypt what ``write`` writes. Raises OSError: of ``to`` or of ``write``."""
    watched = _Watched(to)
    with _fed_by(write) as stream:
        try:
            pyrage.encrypt_io(stream, watched, recipients)
        except (EncryptError, OSError) as error:
            raise watched.error or OSError(str(error)) from error


def is_sealed(path: Path) -> bool:
    """Whether a file says that it is one; False when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def unseal(file: IO[bytes], identity: x25519.Identity, read: Callable[[IO[bytes]], T]) -> T:
    """What ``read`` makes of what was encrypted. Raises BackupError: the wrong key, a damaged file; and whatever ``read`` raises."""
    trouble: list[BackupError | OSError] = []

    def decrypt(out: IO[bytes]) -> None:
        try:
            pyrage.decrypt_io(file, out, [identity])
        except BrokenPipeError:  # the reader has had enough, and says why
            return
        except DecryptError as error:
            trouble.append(
                BackupError("wrong-phrase" if "No matching keys" in str(error) else "damaged", why=error)
            )
        except OSError as error:
            trouble.append(error if error.errno else BackupError("damaged", why=error))

    with _fed_by(decrypt) as stream:
        try:
            found = read(stream)
            _drain(stream)  # the end proves that nothing was cut off
        except BackupError:
            _drain(stream)
            if trouble:
                raise trouble[0] from None
            raise
    if trouble:
        raise trouble[0]
    return found


def _drain(stream: IO[bytes]) -> None:
    while stream.read(1 << 20):
        pass


@contextlib.contextmanager
def _fed_by(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream of what ``write`` writes, in a thread of its own. Raises what ``write`` raised, at the end."""
    reading, writing = os.pipe()
    errors: list[Exception] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                write(out)
        except BrokenPipeError:
            pass
        except Exception as error:  # noqa: BLE001 - it is raised in the other thread
            errors.append(error)

    feeder = threading.Thread(target=feed, name="backup-feeder")
    with os.fdopen(reading, "rb") as stream:
        feeder.start()
        try:
            yield stream
        finally:
            with contextlib.suppress(OSError):
                stream.close()
            feeder.join()
    if errors:
        raise errors[0]
