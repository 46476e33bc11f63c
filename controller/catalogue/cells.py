"""What stands in one cell about a procedure -> what is known. Says what it could not read, and guesses nothing. Pure."""

import html
import re
from datetime import date, time, timedelta
from enum import StrEnum

from contracts.letters import plain, unaccented
from contracts.procedures import PROCEDURE_SHAPE, FeeKind, Unit
from controller.catalogue.procedure import Fee, Paper, TimeLimit
from controller.dossier.dates import read_day
from controller.dossier.port import AsWritten

LONGEST_TEXT = 8_000
LONGEST_NAME = 1_500
"""The longest official name that was met has 1,094 letters."""
MOST_PAPERS = 60
VIET_NAM = 420
LARGEST_FEE = 1_000_000_000
SMALLEST_FEE = 500
"""Less than that is thousands with the zeros left off: "45 VNĐ"."""


class Odd(StrEnum):
    """What is strange about a cell."""

    NO_CODE = "no-code"
    NO_NAME = "no-name"
    TWICE = "twice"
    FEE = "fee"
    TIME = "time"
    DAY = "day"
    MADE_DAY = "made-day"
    """A spreadsheet took words for a day: "2-3" for the second of March."""
    TOO_LONG = "too-long"
    TOO_MANY_PAPERS = "too-many-papers"
    MARKUP = "markup"
    BROKEN = "broken"
    """A sign that is no letter: half of one, or a control."""
    NESTED = "nested"
    """A list or a record where words should be."""
    SHAPE = "shape"


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_DEEPEST = 3
"""So many times markup may be written as markup: more is nobody's export."""
_NO_LETTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/tr)\s*/?>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(PROCEDURE_SHAPE)
_FREE = {
    "mien phi",
    "khong",
    "khong thu",
    "khong thu phi",
    "khong phi",
    "khong mat phi",
    "free",
    "mien",
    "khong co",
}
_NOTHING = {
    "",
    "khong co thong tin",
    "khong neu",
    "chua co",
    "null",
    "none",
    "n/a",
    "-",
    "khong neu tren cong dvcqg",
}
_RULE = ("theo quy dinh", "hoi dong nhan dan", "hdnd", "thong tu", "nghi dinh", "luat", "quyet dinh", "muc")
_VND = re.compile(r"([0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]+)\s*(?:d|₫|vnd|dong)?\s*", re.IGNORECASE)
_FIGURE = re.compile(r"\(?[-+]?[0-9.,\s]+(?:k|tr|e[-+]?[0-9]+)?\)?\s*(?:d|₫|vnd|dong)?")
"""A figure and nothing else, written so that nobody knows how much it is: "5k", "(5.000)"."""
_LIMIT = re.compile(
    r"(?:khong qua |trong |toi da )?0*([0-9]{1,3})\s*\(?(gio|ngay lam viec|ngay|thang)?(?: lam viec)?\)?\.?"
)
_NO_LIMIT = re.compile(r"[-+]?[0-9.,]*|(?:-[0-9]+|0+)\s*(?:gio|ngay lam viec|ngay|thang)")
_COUNTED = re.compile(r"(?P<text>.+?) ?\((?P<counts>[^()]{1,60})\)[.;]?")
_COUNT = re.compile(
    r"(?:so luong )?(?:([0-9]{1,2}) (ban chinh|ban sao)|(ban chinh|ban sao) ?: ?([0-9]{1,2}))"
)
_KINDS = {"ban chinh": "originals", "ban sao": "copies"}
_UNITS = {"gio": Unit.HOURS, "ngay lam viec": Unit.WORKING_DAYS, "ngay": Unit.DAYS, "thang": Unit.MONTHS}


def text_of(cell: object, longest: int = LONGEST_TEXT) -> tuple[str, tuple[Odd, ...]]:
    """A cell as a text without markup."""
    if cell is None:
        return "", ()
    if isinstance(cell, dict | list | tuple):
        return "", ((Odd.NESTED,) if cell else ())
    if isinstance(cell, date | time | timedelta):
        return "", (Odd.MADE_DAY,)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # spreadsheets have no other numbers
    said, odd = plain(str(cell)), []
    if (words := _words(said)) != said:
        said = words
        odd.append(Odd.MARKUP)
    if _NO_LETTER.search(said):
        said = _NO_LETTER.sub("", said)
        odd.append(Odd.BROKEN)
    lines = [" ".join(line.split()) for line in said.split("\n")]
    text = "\n".join(line for line in lines if line)
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
        odd.append(Odd.TOO_LONG)
    return text, tuple(odd)


def _words(text: str) -> str:
    """Without markup, also without what was written as markup twice (``&lt;b&gt;``)."""
    for _ in range(_DEEPEST):
        if not (_TAG.search(text) or _ENTITY.search(text)):
            break
        text = plain(html.unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", text)))))
    return text


def code_of(cell: object) -> str:
    """The national code in a cell, "" if there is none. A number lost the zeros at its end, and has six digits there."""
    if isinstance(cell, float) and 1 <= cell < 10:
        cell = f"{cell:.6f}"
    found = _CODE.search(plain(str(cell or "")).upper())
    return found[0].rstrip(".") if found else ""


def fee_of(amount: object, text: str) -> tuple[Fee, tuple[Odd, ...]]:
    """What is known of a fee; the text decides, for a zero may be a cell that nobody filled in."""
    said = unaccented(text).strip(" .")
    number = _number(amount)
    if said in _FREE:
        return (Fee(), (Odd.FEE,)) if number else (Fee(FeeKind.FREE, text=text), ())
    if number is None and amount not in (None, ""):
        return (Fee(FeeKind.BY_RULE, text=text) if text else Fee(), (Odd.FEE,))
    if number:
        good = SMALLEST_FEE <= number <= LARGEST_FEE
        return (Fee(FeeKind.AMOUNT, number, text), ()) if good else (Fee(text=text), (Odd.FEE,))
    if said in _NOTHING:
        return Fee(), ()
    alone = _number(said)
    if alone is not None:
        return fee_of(alone, "")
    if said.startswith("-") or _FIGURE.fullmatch(said):
        return Fee(), (Odd.FEE,)
    known = any(word in said for word in _RULE) or _VND.search(said)
    return Fee(FeeKind.BY_RULE, text=text), () if known else (Odd.FEE,)


def _number(cell: object) -> int | None:
    """A whole number of đồng; None when it is none."""
    if isinstance(cell, bool) or cell in (None, ""):
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell >= 0 and float(cell).is_integer() else None
    whole = _VND.fullmatch(unaccented(str(cell)))
    return int(re.sub(r"\D", "", whole[1])) if whole else None


def time_of(count: object, text: str) -> tuple[TimeLimit, tuple[Odd, ...]]:
    """A time limit; a bare figure is working days (so 1,421 records of the portal), anything longer stays a text."""
    if isinstance(count, int | float) and not isinstance(count, bool):
        if 0 < count <= 999 and float(count).is_integer():
            return TimeLimit(int(count), Unit.WORKING_DAYS, text), ()
        return TimeLimit(text=text), (Odd.TIME,)
    said = unaccented(text).strip()
    if said in _NOTHING:
        return TimeLimit(), ()
    whole = _LIMIT.fullmatch(said)
    if whole and int(whole[1]):
        return TimeLimit(int(whole[1]), _UNITS.get(whole[2] or "ngay lam viec", Unit.DAYS), text), ()
    return TimeLimit(text=text), ((Odd.TIME,) if _NO_LIMIT.fullmatch(said) else ())


def papers_of(cell: object) -> tuple[tuple[Paper, ...], tuple[Odd, ...]]:
    """What to bring: a list, or a text with one paper a line."""
    if isinstance(cell, dict):
        return papers_of([cell])
    whole, strange_whole = ("", ()) if isinstance(cell, list | tuple) else text_of(cell, 4 * LONGEST_TEXT)
    given = cell if isinstance(cell, list | tuple) else whole.split("\n")
    found: list[Paper] = []
    odd: list[Odd] = list(strange_whole)
    for one in given:
        paper, strange = _paper(one)
        odd += strange
        if paper:
            found.append(paper)
    if len(found) > MOST_PAPERS:
        return tuple(found[:MOST_PAPERS]), (*odd, Odd.TOO_MANY_PAPERS)
    return tuple(found), tuple(odd)


def _paper(one: object) -> tuple[Paper | None, tuple[Odd, ...]]:
    facts = one if isinstance(one, dict) else {"text": one}
    text, odd = text_of(facts.get("text"), 1_000)
    text = re.sub(r"^(?:[-–•*+]|[0-9]{1,2}[.)]|\w\))\s*", "", text)
    if not text:
        return None, odd
    form, _ = text_of(facts.get("form"), 200)
    text, counts = _counted(text)
    originals, copies = (_count(facts.get(name, counts.get(name))) for name in ("originals", "copies"))
    return Paper(text, originals, copies, form), odd


def _counted(text: str) -> tuple[str, dict[str, str]]:
    """A paper without the counts behind it, and those: "(1 bản chính, 2 bản sao)", "(Bản chính: 1 - Bản sao: 0)"."""
    whole = _COUNTED.fullmatch(text)
    said = re.split(r" ?[,;-] ?", unaccented(whole["counts"])) if whole else ()
    parts = [_COUNT.fullmatch(part.strip()) for part in said]
    if not whole or not all(parts):
        return text, {}
    return whole["text"], {_KINDS[part[2] or part[3]]: part[1] or part[4] for part in parts if part}


def _count(cell: object) -> int | None:
    """How many; more than 20 of one paper is a mistake."""
    number = _number(cell)
    return number if number is not None and number <= 20 else None


def day_of(cell: object) -> tuple[date | None, tuple[Odd, ...]]:
    """A day, in any of the ways that dossiers may have it."""
    day = read_day(cell, VIET_NAM)
    return (None, (Odd.DAY,)) if isinstance(day, AsWritten) else (day, ())
