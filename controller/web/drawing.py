"""The templates of all pages, drawn alike: whatever is said is escaped, and a name that nobody gave a value is an error."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"


def templates() -> Environment:
    """An environment of its own, for the texts and helpers of one kind of pages."""
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
