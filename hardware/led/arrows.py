"""Where a sign may point: what every font of signs has."""

from typing import Literal

Arrow = Literal["", "→", "←", "↑", "↓", "↗", "↖", "↘", "↙"]
"""The arrow between a number and its counter; empty: none."""
