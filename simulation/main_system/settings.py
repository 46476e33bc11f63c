"""What the simulated main system is told."""

from pathlib import Path

from pydantic import Field

from contracts.dossiers import ProofKind
from contracts.settings import Settings


class MainSystemSettings(Settings):
    """The file of ``python -m simulation.main_system``."""

    port: int = Field(0, ge=0, le=65535, description="TCP port on the loopback; 0: a free one, printed")
    key: str = Field("", description="What a caller must show; empty: nothing")
    proof_kind: ProofKind = Field(
        ProofKind.LOOK_UP_CODE, description="Which second factor is checked, when one is given"
    )
    proof_digits: int = Field(4, ge=3, le=12, description="How many last digits, when it is digits")
    utc_offset_minutes: int = Field(
        420, ge=-720, le=840, description="The dossiers are dated around this today"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged")
    bench: Path | None = Field(None, description="Socket of the test bench; the device is called main-system")
