"""A bundle: an uncompressed tar of manifest, signature and packages, in that order, and nothing else.

Nothing of it is looked at before the signature over the manifest is proved, and no package is kept that is not, byte for
byte, what the manifest says.
"""

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hardware.update.errors import UpdateError
from hardware.update.manifest import MOST_BYTES, Manifest, Package, read_manifest
from hardware.update.signing import SIGNATURE_BYTES, prove, signed
from hardware.update.versions import need_version

MANIFEST, SIGNATURE = "manifest.json", "signature"
ENDING = ".motcua"
CHUNK = 1 << 20
SPARE_BYTES = 64 * 1024**2
"""What must be left on the disk beside the packages, which are unpacked and installed there."""


@dataclass(frozen=True)
class Proved:
    """A bundle whose manifest was signed by a trusted key."""

    manifest: Manifest
    key: str


def write_bundle(
    debs: Iterable[Path], version: str, suite: str, arch: str, private: Path, into: Path
) -> Manifest:
    """Make one of packages; the file appears whole or not at all. Raises UpdateError, OSError."""
    paths = sorted(debs)
    need_version(paths, version)
    packages = tuple(
        Package(
            name=path.name.partition("_")[0], file=path.name, size=path.stat().st_size, sha256=_digest(path)
        )
        for path in paths
    )
    manifest = Manifest(version=version, suite=suite, arch=arch, packages=packages)
    data = manifest.model_dump_json(indent=1).encode()
    new = into.with_name(f".{into.name}.new")
    try:
        with tarfile.open(new, "w", format=tarfile.USTAR_FORMAT) as tar:
            for name, content in ((MANIFEST, data), (SIGNATURE, signed(data, private))):
                tar.addfile(_member(name, len(content)), io.BytesIO(content))
            for path in paths:
                with path.open("rb") as file:
                    tar.addfile(_member(path.name, path.stat().st_size), file)
        new.replace(into)
    finally:
        new.unlink(missing_ok=True)
    return manifest


def newest_in(folder: Path) -> Path:
    """The newest bundle of a folder, such as a stick. Raises UpdateError, OSError."""
    named = folder.glob(f"[!.]*{ENDING}")  # a Mac lays a hidden file of the same ending beside what it copies
    found = sorted(named, key=lambda path: path.stat().st_mtime)
    if not found:
        raise UpdateError("none-there", folder=folder)
    return found[-1]


def look(file: Path, trusted: Path) -> Proved:
    """Prove who made it; its packages are not read. Raises UpdateError."""
    return _read(file, trusted, None)


def unpack(file: Path, trusted: Path, into: Path) -> Proved:
    """Prove it whole, and lay its packages into an empty folder. Raises UpdateError; then nothing of it is to be used."""
    return _read(file, trusted, into)


def _read(file: Path, trusted: Path, into: Path | None) -> Proved:
    try:
        with file.open("rb") as stream:
            manifest = _next(stream, MANIFEST, MOST_BYTES)
            signature = _next(stream, SIGNATURE, SIGNATURE_BYTES)
            key = prove(manifest, signature, trusted)
            found = Proved(read_manifest(manifest), key)
            if into is not None:
                _room(into, found.manifest)
                for package in found.manifest.packages:
                    _take(stream, package, into)
            return found
    except FileNotFoundError:
        raise UpdateError("missing", file=file) from None
    except (tarfile.TarError, EOFError) as error:
        raise UpdateError("no-bundle", file=file) from error
    except OSError as error:
        raise UpdateError("unreadable", file=file, why=error.strerror or type(error).__name__) from error


def _next(stream: BinaryIO, name: str, most: int) -> bytes:
    member = _head(stream)
    if member.name != name or not member.isreg() or not 0 <= member.size <= most:
        raise UpdateError("strange")
    return b"".join(_pieces(stream, member.size))


def _take(stream: BinaryIO, package: Package, into: Path) -> None:
    member = _head(stream)
    if member.name != package.file or not member.isreg() or member.size != package.size:
        raise UpdateError("damaged", package=package.name)
    digest = hashlib.sha256()
    with (into / package.file).open("xb") as file:
        for piece in _pieces(stream, member.size):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != package.sha256:
        raise UpdateError("damaged", package=package.name)


def _head(stream: BinaryIO) -> tarfile.TarInfo:
    """One block. ``tarfile`` itself would read what stands before a member into memory, as large as a stranger made it."""
    return tarfile.TarInfo.frombuf(stream.read(tarfile.BLOCKSIZE), "utf-8", "replace")


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """What belongs to a member, and past what fills its last block. Raises EOFError when the file ends before."""
    left = size
    while left:
        piece = stream.read(min(CHUNK, left))
        if not piece:
            raise EOFError
        left -= len(piece)
        yield piece
    stream.seek(-size % tarfile.BLOCKSIZE, os.SEEK_CUR)


def _room(folder: Path, manifest: Manifest) -> None:
    """Packages, what they unpack to, and the packages of before all stand on the disk for a while."""
    needed, free = 4 * manifest.size + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise UpdateError("no-room", folder=folder, needed=needed >> 20, free=free >> 20)


def _member(name: str, size: int) -> tarfile.TarInfo:
    """The same bytes for the same content: no dates, no owner."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
