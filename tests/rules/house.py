"""What the rules look at: our own files, whatever else lies around in a checkout."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = (
    "contracts",
    "controller",
    "display_board",
    "hardware",
    "kiosk_app",
    "province",
    "simulation",
    "ticket_printer",
)
NOT_OURS = {"__pycache__", "build", "dist"}
BINARY = {".ttf", ".woff2", ".png", ".jpg", ".jpeg", ".ico", ".wav", ".pyc"}


def files(*folders: str, house: Path = HOUSE) -> Iterator[Path]:
    """Every file of ours below the folders; the whole house when none is named."""
    for top in [house / folder for folder in folders] or sorted(house.iterdir()):
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = path.relative_to(house).parts
            hidden = any(part.startswith(".") and part != ".github" for part in parts)
            if path.is_file() and not hidden and not NOT_OURS & set(parts) and "egg-info" not in str(path):
                yield path


def sources(*folders: str, house: Path = HOUSE) -> list[Path]:
    """Every Python file of ours below the folders."""
    return [path for path in files(*folders, house=house) if path.suffix == ".py"]


def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    """A file as seen from the house."""
    return str(path.relative_to(HOUSE))


def module(path: Path) -> str:
    """A Python file as it is imported."""
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
