"""Updates that a centre has for its offices: an office asks, and fetches what is offered to it in parts.

The centre is only where the file lies. What is in it is proved by its own signature, at the office, with keys that the centre
has no part in; an update that the centre made up is refused like one from anybody's stick.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.province import Hash, Part, Word

UPDATES = "/api/v1/updates"
"""``POST``: what is there for me? ``GET UPDATES/<digest>?from=N``: the bytes from N on, at most ``MOST_PART``."""
MOST_BUNDLE = 1024**3
MOST_PART = 192 * 1024

Version = Annotated[str, StringConstraints(pattern=r"^([0-9A-Za-z][0-9A-Za-z.+~-]{0,59})?$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,20}$")]


class Getting(StrEnum):
    """How far an office is with the update that it was offered last."""

    NOTHING = "nothing"
    """None is offered, or none was asked for yet."""
    FETCHING = "fetching"
    WAITS = "waits"
    """It lies there, proved, and the caretaker has to say when."""
    DECLINED = "declined"
    """The caretaker threw it away."""
    REFUSED = "refused"
    """It cannot be used there: ``why`` says for what reason."""
    INSTALLED = "installed"


class UpdateAsked(Part):
    """An office, what runs there, for which Debian and processor; ``version``: of the update that ``getting`` tells of."""

    v: Literal[1] = 1
    runs: Version = ""
    suite: Kind = ""
    arch: Kind = ""
    getting: Getting = Getting.NOTHING
    version: Version = ""
    why: Word | None = None
    percent: Annotated[int, Field(ge=0, le=100)] = 0


class UpdateOffered(Part):
    """What there is; without a version nothing."""

    version: Version = ""
    digest: Hash | None = None
    """SHA-256 of the whole file."""
    size: Annotated[int, Field(ge=0, le=2**40)] = 0
