"""What stands first in a bundle: which version it is, for which Debian, and every package with its digest."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hardware.update.errors import UpdateError

MOST_BYTES = 100_000
MOST_PACKAGE_BYTES = 512 * 1024**2


class Package(BaseModel):
    """One package in a bundle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^motcua-[a-z]{1,20}$")]
    file: Annotated[str, StringConstraints(pattern=r"^motcua-[a-z]{1,20}_[0-9A-Za-z.+~_-]{1,80}\.deb$")]
    size: int = Field(ge=1, le=MOST_PACKAGE_BYTES)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """The whole bundle. Newer formats are told by ``format`` and not guessed at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    version: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Za-z.+~-]{0,40}$")]
    suite: Annotated[str, StringConstraints(pattern=r"^[a-z]{3,20}$")]
    """Debian's name: its Python is the packages' Python."""
    arch: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{3,12}$")]
    packages: tuple[Package, ...] = Field(min_length=1, max_length=20)

    @property
    def size(self) -> int:
        """Of all packages, in bytes."""
        return sum(package.size for package in self.packages)


def read_manifest(data: bytes) -> Manifest:
    """Only of bytes whose signature was proved. Raises UpdateError."""
    try:
        found = Manifest.model_validate_json(data)
    except ValidationError:
        raise UpdateError("strange") from None
    if len({p.name for p in found.packages}) < len(found.packages):
        raise UpdateError("strange")
    return found
