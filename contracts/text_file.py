"""The bytes of a text file that a person wrote, on whatever machine -> the text. Pure.

Windows' Notepad writes UTF-8 with a mark, UTF-16, and lines that end in CR LF; all of that is read. What is in no
encoding of Unicode is refused by name, never guessed: a letter that is guessed wrong would stand on slips and screens.
"""

import codecs
import re
import unicodedata

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""How a file begins that says its encoding."""
END_OF_FILE = "\x1a"
"""Editors of old put it last."""


class NotTextError(ValueError):
    """Bytes that are no text in UTF-8 or UTF-16."""

    def __init__(self, what: str, line: int, byte: str) -> None:
        """``what`` is said of the file; ``byte`` (hexadecimal) in ``line`` shows it."""
        self.line, self.byte = line, byte
        super().__init__(f"{what}; save it again as text in UTF-8")


def text_of(data: bytes) -> str:
    """The text, in NFC, with lines that end in LF. Raises NotTextError."""
    encoding, body = _encoding(data)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(encoding, body, error) from None
    zero = text.find("\0")
    if zero >= 0:
        line = text.count("\n", 0, zero) + 1
        raise NotTextError(f"is no text: a zero byte in line {line}", line, "00")
    text = re.sub(rf"{END_OF_FILE}\n*\Z", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _encoding(data: bytes) -> tuple[str, bytes]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    # Without a mark: text in UTF-16 begins with a letter of ASCII, of which one byte is zero.
    if len(data) >= 2 and len(data) % 2 == 0 and (data[0] == 0) != (data[1] == 0):
        return ("utf-16-be" if data[0] == 0 else "utf-16-le"), data
    return "utf-8", data


def _not_text(encoding: str, body: bytes, error: UnicodeDecodeError) -> NotTextError:
    line, byte = body.count(b"\n", 0, error.start) + 1, f"{body[error.start]:02X}"
    if encoding != "utf-8":
        return NotTextError(f"is cut off or damaged: not {encoding.upper()} to its end", line, byte)
    what = f"is not in UTF-8: byte {byte} in line {line}"
    return NotTextError(f"{what} (perhaps Windows-1258, TCVN3 or VNI)", line, byte)
