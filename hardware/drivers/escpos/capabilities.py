"""Models that python-escpos describes, as our profiles.

Its capabilities (from escpos-printer-db) are sound on width, resolution, knife and which picture commands a model
has; they say nothing of status, fences or motion units, so these stay undeclared until ``probe`` was run.
"""

import difflib
from typing import Any

from hardware.drivers.escpos.python_escpos import capabilities

MODEL_PREFIX = "escpos:"
LEAST_DOTS = 256
"""Capabilities of a few models hold guesses such as 100 dots on 180 mm."""
DOTS_PER_INCH = 203
KNIFE_MM = 18
"""It does not say where the knife is: farther than on any model that we know."""


def model_names() -> tuple[str, ...]:
    """Every model that there is. Raises ValueError when python-escpos is not installed."""
    return tuple(sorted(_models()))


def profile_of_model(name: str) -> dict[str, Any]:
    """The values of a profile, as far as python-escpos has them.

    Raises ValueError: no such model, or it lacks what a profile must have.
    """
    models = _models()
    if name not in models:
        near = difflib.get_close_matches(name, models, n=1)
        hint = f"; did you mean {MODEL_PREFIX}{near[0]}?" if near else ""
        raise ValueError(f"python-escpos has no model {name!r}{hint}")
    model = models[name]
    media, features = model["media"], model["features"]
    dots, dpi = media["width"].get("pixels"), media.get("dpi")
    if not isinstance(dots, int) or dots < LEAST_DOTS:
        raise ValueError(
            f"python-escpos says {dots!r} dots; allowed: {LEAST_DOTS} or more; write a profile by hand"
        )
    if not features["bitImageRaster"]:
        raise ValueError(
            "python-escpos says that there is no GS v 0; write a profile by hand, with ESC * and its units"
        )
    return {
        "name": f"{model['vendor']} {model['name']}",
        "dots": dots - dots % 8,
        "dpi": dpi if isinstance(dpi, int) else DOTS_PER_INCH,
        "cut": _cut(features),
        "knife_mm": KNIFE_MM,
        "fence": "none",
    }


def _cut(features: dict[str, bool]) -> str:
    if features["paperPartCut"]:
        return "feed-partial"
    return "feed-full" if features["paperFullCut"] else "none"


def _models() -> dict[str, Any]:
    try:
        return capabilities()
    except ImportError as error:
        raise ValueError(
            f"python-escpos is not installed, so its capabilities cannot be read: {error}"
        ) from error
