"""The templates of all pages, drawn alike: whatever is said is escaped, and a name that nobody gave a value is an error."""

import itertools
from pathlib import Path
from secrets import token_hex

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parent / "templates"


class _Translated(BytecodeCache):
    """Templates as translated once in this process: most kinds of pages stand on the same ones."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See BytecodeCache."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See BytecodeCache."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_TRANSLATED = _Translated()


def templates() -> Environment:
    """An environment of its own, for the texts and helpers of one kind of pages."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_TRANSLATED,
    )


class Drawings:
    """Names the drawings of a page one after the other, so that it knows the newer of two.

    A page outlives the program, which counts anew at each start: the name says which start it was.
    """

    def __init__(self) -> None:
        self._start, self._count = token_hex(4), itertools.count(1)

    def __next__(self) -> str:
        return f"{self._start}-{next(self._count)}"
