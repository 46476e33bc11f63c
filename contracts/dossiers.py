"""What motcua knows of a dossier: a status, dates, a next step. Never a name, an address, a number of a person.

The ten national statuses are those of the national portal (field TrangThaiHoSo). What a citizen may see without
proving who they are is set by TT 01/2018/TT-VPCP, article 16.2d: the code and how far it has come; more only
where the office's privacy level says so.
"""

import html
import re
import unicodedata
from enum import StrEnum
from typing import NewType
from urllib.parse import unquote

from contracts.code_shapes import is_national
from contracts.letters import plain, unaccented

DossierCode = NewType("DossierCode", str)
"""As printed on the receipt, upper case, without blanks."""

CODE_PATTERN = r"^[0-9A-Z][0-9A-Z./_-]{4,62}[0-9A-Z]$"
KNOWN_SHAPE = re.compile(
    r"(?<![\w./\u0300-\u036f-])"
    r"(?:[0-9A-Za-z]{1,8}(?:\.[0-9A-Za-z]{1,8}){1,11}-(?:20)?[0-9]{6}-[0-9]{4,12}"
    r"|[0-9]{4,6}/20[0-9]{2}/[0-9]{4,8})"
    r"(?![\w/\u0300-\u036f-]|\.[0-9])"
)
"""The shapes of codes that stand out in a sentence: agency, date and number; or with slashes."""
CODE_KEYS = frozenset(
    {
        "mhs",
        "mahoso",
        "mahs",
        "masohoso",
        "sohoso",
        "sohs",
        "mabiennhan",
        "sobiennhan",
        "dossierno",
        "dossiercode",
        "dossierid",
        "hoso",
    }
)
"""Keys of a link's query that carry a dossier code, without case, marks and signs."""
LONGEST = 4096
"""Characters; the largest QR code holds 4,296, no receipt a tenth of that."""
MOST_CODES = 20
MOST_ESCAPED = 10
"""Layers of escapes around a code; a text with more of them was made to cost time, and has none."""
SOFT_HYPHEN = "\u00ad"
_AROUND = " \t\r\n\0\x01\x02\x03\x04\"'`()[]{}<>*=:;,"
"""What programs and people put around a code; a dash at an end is no such thing: something is missing there."""
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://|(?:[a-z0-9-]+\.)+(?:vn|com|net|org)(?::[0-9]+)?/", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
"""A sign as pages of the web write it."""
_ESCAPED = re.compile("%[0-9A-F]{2}", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<=[./_-])[^\S\n]*\n\s*|\s*\n[^\S\n]*(?=[./_-])")
"""A line end beside a sign of the code: a cell or a window was too narrow for it."""
_LABEL = re.compile(
    r"\W*(?:(?:ma|so|ho so|hs|mhs|bien nhan|bn|giay tiep nhan|phieu|tra cuu|dossier|receipt|code|no|number)\b\W*)+"
)
"""What may stand before a code, with a colon behind it; without case and marks."""
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E[0-9]{1,3}")
"""A long number as spreadsheets shorten it, without its plus: most of its digits are gone."""


class DossierStatus(StrEnum):
    """The ten national statuses, and one for whatever a main system may say beyond them."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PROCESSING = "processing"
    MORE_PAPERS = "more-papers"
    PAYMENT_DUE = "payment-due"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESULT_READY = "result-ready"
    RESULT_RETURNED = "result-returned"
    OTHER = "other"


class ProofRule(StrEnum):
    """Whether a look-up needs a second factor. Only the main system ever checks it."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ProofKind(StrEnum):
    """What a citizen types as the second factor: a code from the receipt, or the last digits of a number."""

    LOOK_UP_CODE = "look-up-code"
    IDENTITY_DIGITS = "identity-digits"
    PHONE_DIGITS = "phone-digits"


class Deadline(StrEnum):
    """How a dossier stands to its due date; apart from its status."""

    NONE = "none"
    EARLY = "early"
    ON_TIME = "on-time"
    OVERDUE = "overdue"
    NEW_DATE = "new-date"
    UNCLEAR = "unclear"
    """There is a due date, but what the main system wrote for it is not surely a day."""


NEEDS_COUNTER = frozenset(
    {
        DossierStatus.MORE_PAPERS,
        DossierStatus.PAYMENT_DUE,
        DossierStatus.REJECTED,
        DossierStatus.STOPPED,
    }
)


def needs_counter(status: DossierStatus, deadline: Deadline) -> bool:
    """Whether somebody at a counter has to help on with a dossier, so that a number for it is of use."""
    done = status in (DossierStatus.RESULT_READY, DossierStatus.RESULT_RETURNED, DossierStatus.WITHDRAWN)
    return status in NEEDS_COUNTER or (deadline is Deadline.OVERDUE and not done)


class NoCode(StrEnum):
    """Why a text is no dossier code, as far as whoever wrote it can mend it."""

    MARKS = "marks"
    """A letter with a mark, or of another script: Vietnamese typing was left on."""
    SEVERAL = "several"
    SHAPE = "shape"


def as_code(text: str) -> DossierCode | None:
    """The one dossier code that ``text`` is or holds, in its normal form; None when there is none, or several.

    Lenient on purpose: provinces, ministries and land offices print codes of many shapes.
    """
    found = codes_in(text)
    return found[0] if len(found) == 1 else None


def codes_in(text: str) -> tuple[DossierCode, ...]:
    """The dossier codes in a text, however it came: typed, pasted, scanned, out of a file or of a main system.

    The text may be a code, a list of codes, a code behind a label, a link, or a sentence around codes of a shape
    that stands out. Each code once, in the order of the text, at most ``MOST_CODES``.
    """
    for _ in range(MOST_ESCAPED):
        if KNOWN_SHAPE.fullmatch(text):  # most are; exports have a hundred thousand of them
            return (DossierCode(text.upper()),)
        if not text or len(text) > LONGEST:
            return ()
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if not _ESCAPED.search(text) or any(map(_LINK.match, text.split())):
            return _unescaped(text)
        text = unquote(text)  # a piece of a link, perhaps escaped twice
    return ()


def _unescaped(text: str) -> tuple[DossierCode, ...]:
    found: dict[DossierCode, None] = {}
    if SOFT_HYPHEN in text:  # seen only where a line ends, or always: whichever makes a code
        found = dict.fromkeys(_standing_out(plain(text.replace(SOFT_HYPHEN, ""))))
    found = found or dict.fromkeys(_found(plain(text).strip(_AROUND)))
    return tuple(found)[:MOST_CODES]


def why_no_code(text: str) -> NoCode:
    """Why ``as_code`` found none in a text."""
    if len(codes_in(text)) > 1:
        return NoCode.SEVERAL
    letters = (sign for sign in plain(text) if sign.isalnum() or unicodedata.combining(sign))
    return NoCode.SHAPE if all(map(str.isascii, letters)) else NoCode.MARKS


def _found(text: str) -> list[DossierCode]:
    links = [piece for piece in text.split() if _LINK.match(piece)]
    if links:
        return [code for link in links for code in _in_link(link)] or _standing_out(unquote(text))
    text = _WRAPPED.sub("", text)
    listed = [_alone(piece) for piece in re.split(r"[,;\n]", text) if piece.strip(_AROUND)]
    if len(listed) > 1 and all(listed):
        return [code for code in listed if code]
    label, colon, rest = (*re.split("([:=\n])", text, maxsplit=1), "", "")[:3]
    labelled = colon and _LABEL.fullmatch(unaccented(label))
    code = _alone(rest if labelled else text)
    return _standing_out(text) or ([code] if code else [])


def _standing_out(text: str) -> list[DossierCode]:
    """The codes of a known shape, also where blanks stand around its dashes."""
    for version in (text, re.sub(r"\s*-\s*", "-", text)):
        found = [DossierCode(code[0].upper()) for code in KNOWN_SHAPE.finditer(version)]
        if found:
            return found
    return []


def _alone(text: str) -> DossierCode | None:
    """A text that is one code of any shape, perhaps with blanks in it, quotes around it, or a full stop behind it.

    Blanks or several dashes that stand where a national code has its dashes are those dashes.
    """
    dashed = re.sub(r"[\s-]+", "-", text.strip(_AROUND)).rstrip(".").upper()
    if dashed.isascii() and is_national(dashed):
        return DossierCode(dashed)
    code = re.sub(r"\s+", "", text).strip(_AROUND).rstrip(".")
    code = code.upper() if code.isascii() else ""
    shaped = re.fullmatch(CODE_PATTERN, code) and re.search("[0-9]", code)
    return DossierCode(code) if shaped and not _ROUNDED.fullmatch(code) else None


def _in_link(link: str) -> list[DossierCode]:
    """The codes in a link: under a key for codes whatever their shape, elsewhere of a known shape only."""
    parts = re.split(r"[?&#]", link)
    found: list[DossierCode] = []
    for part in parts[1:]:
        key, is_pair, value = part.partition("=")
        if is_pair and re.sub("[^a-z]", "", unaccented(unquote(key))) in CODE_KEYS:
            found += _found(plain(unquote(value.replace("+", " "))).strip(_AROUND))
    if found:
        return found
    parts = [plain(unquote(part)) for part in parts]
    pieces = [piece for part in parts for piece in re.split(r"[/=]", part)]
    slashed = ["/".join(part.split("/")[-3:]) for part in parts]
    return [code for piece in (*pieces, *slashed) for code in _standing_out(piece)]
