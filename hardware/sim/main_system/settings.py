"""What the simulated main system is told."""

from pathlib import Path

from pydantic import Field

from contracts.settings import Settings


class MainSystemSettings(Settings):
    """The file of ``python -m hardware.sim.main_system``."""

    port: int = Field(0, ge=0, le=65535, description="TCP port on the loopback; 0: a free one, printed")
    key: str = Field("", description="What a caller must show; empty: nothing")
    utc_offset_minutes: int = Field(
        420, ge=-720, le=840, description="The dossiers are dated around this today"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged")
    bench: Path | None = Field(None, description="Socket of the test bench; the device is called main-system")
