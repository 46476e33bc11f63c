"""Where the words of the forms and of what stands around them are."""

from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
