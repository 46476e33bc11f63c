"""A TOML file that a person wrote -> its table; what is wrong is told with its place and, where it can be seen, the cure."""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from contracts.text_file import NotTextError, text_of
from hardware.host.regular_file import read_regular

MOST_BYTES = 1024 * 1024
"""No settings file of people is larger."""
_WHERE = re.compile(r" ?\(at line ([0-9]+), column ([0-9]+)\)")
_INSTEAD = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("，、", ","),
    "＝": "=",
    "［": "[",
    "］": "]",
}
"""What word processors and chats make of the characters that TOML means -> those characters."""


class TomlError(Exception):
    """A file that is no TOML. ``facts`` say the same without words of a language."""

    def __init__(self, what: str, facts: dict[str, str]) -> None:
        """``what`` is said of the file."""
        self.facts = facts
        super().__init__(what)


def read_table(path: Path) -> dict[str, Any]:
    """The table of a file. Raises TomlError: not there, no regular file, too large, no text, or no TOML."""
    try:
        text = text_of(read_regular(path, MOST_BYTES))
    except NotTextError as error:
        facts = {"what": "encoding", "line": str(error.line), "byte": error.byte}
        raise TomlError(str(error), facts) from None
    except OSError as error:
        raise TomlError(f"cannot be read: {error}", {"what": "file"}) from None
    try:
        return tomllib.loads(text)
    # A number of 5000 digits, or 3000 brackets, is not TOML's own error.
    except (ValueError, RecursionError) as error:
        raise _not_toml(text, str(error)) from None


def _not_toml(text: str, why: str) -> TomlError:
    where = _WHERE.search(why)
    if where is None:
        facts = {"what": "syntax", "line": str(text.count("\n") + 1), "column": "1"}
        return TomlError(f"is not valid TOML: {why}", facts)
    line, column = int(where[1]), int(where[2])
    facts = {"what": "syntax", "line": where[1], "column": where[2]}
    cure, here = _cure(text.split("\n")[line - 1][column - 1 :][:1])
    if cure:
        facts = {**facts, "what": "character", "found": here}
    return TomlError(
        f"is not valid TOML: {_WHERE.sub('', why)} (at line {line}, column {column}){cure}", facts
    )


def _cure(here: str) -> tuple[str, str]:
    """What to write instead of a character that looks like another or like nothing, and its name; empty: no idea."""
    if not here or here.isascii():
        return "", ""
    name = f"{here} (U+{ord(here):04X})" if here.isprintable() else f"U+{ord(here):04X}"
    if here in _INSTEAD:
        return f"; found {name}, write {_INSTEAD[here]} instead", name
    if unicodedata.category(here) in ("Zs", "Cf", "Zl", "Zp", "Cc"):
        return f"; found {name}, which looks like nothing: replace it by an ordinary space", name
    return "", ""
