"""What the controller lets be known of itself in the network: a file that it writes and ``announcing`` reads."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hardware.durable import write_durably

FILE = "office.json"
FOLDER = Path("/run/motcua-controller")
"""The service manager makes it for the controller; others may read there."""
MOST_BYTES = 4000
MDNS_PORT = 5353
"""Of RFC 6762, and of everybody who speaks it."""


class Told(BaseModel):
    """What the controller lets be known of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    office: str = Field(max_length=400)
    web_port: int = Field(ge=1, le=65535)
    broker_port: int = Field(ge=1, le=65535)


def told_by_controller(folder: Path, told: Told | None) -> None:
    """Let it be known from now on; None: nothing. Raises OSError."""
    if told is None:
        (folder / FILE).unlink(missing_ok=True)
    else:
        write_durably(folder / FILE, told.model_dump_json().encode(), mode=0o644)
