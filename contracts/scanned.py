"""What a scanned text is. Pure; safe for any text whatever; says nothing of a citizen by itself.

A code reader hands over what a code says, and that can be anything a person carries: a receipt, a citizen's
card, a bank's QR code. Only a dossier code (or our own ticket) is ever taken out of it; the rest is dropped
here, in the one function that sees it. No value of this module shows a code in its ``repr``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from contracts.dossiers import DossierCode, as_code
from contracts.vocabulary import JobId, TicketId


@dataclass(frozen=True)
class DossierCodes:
    """The code of a dossier, or several on one receipt, in the order of the text."""

    codes: tuple[DossierCode, ...] = field(repr=False)


@dataclass(frozen=True)
class LookUpUrl:
    """A link that carried dossier codes; everything else in it (an identity number) is dropped."""

    codes: tuple[DossierCode, ...] = field(repr=False)


@dataclass(frozen=True)
class OpaquePortalUrl:
    """A link of a public-service portal without a code in it: ask for the long barcode instead."""


@dataclass(frozen=True)
class OwnSlip:
    """A slip of ours. ``here``: of this site; another office's number means nothing here."""

    ticket: TicketId
    here: bool


@dataclass(frozen=True)
class CitizenCard:
    """A citizen's identity card. Refused kindly; carries nothing of it."""


@dataclass(frozen=True)
class ProcedureCode:
    """The code of a procedure, as in the national database: ``9.999999``, perhaps with a local ending."""

    code: str


@dataclass(frozen=True)
class PaymentQr:
    """A bank's or wallet's QR code (EMVCo, VietQR)."""


@dataclass(frozen=True)
class VneidQr:
    """A QR code of the VNeID application."""


@dataclass(frozen=True)
class OtherUrl:
    """A link to somewhere else. Never opened."""


@dataclass(frozen=True)
class Rubbish:
    """Nothing that we know."""


Scanned = (
    DossierCodes
    | LookUpUrl
    | OpaquePortalUrl
    | OwnSlip
    | CitizenCard
    | ProcedureCode
    | PaymentQr
    | VneidQr
    | OtherUrl
    | Rubbish
)

LONGEST = 4096
"""Characters; the largest QR code holds 4,296, no receipt a tenth of that."""
MOST_CODES = 20
CODE_KEYS = frozenset(
    {
        "mhs",
        "mahoso",
        "mahs",
        "sohoso",
        "sohs",
        "mabiennhan",
        "sobiennhan",
        "dossierno",
        "dossiercode",
        "hoso",
    }
)
"""Keys of a link's query that carry a dossier code, without case and signs."""

_SLIP_TEXT = re.compile(r"MOTCUA:([0-9A-Z-]{1,32}):([0-9]{8}-[A-Z]{0,3}[0-9]{1,6})(?:-[0-9]{1,3})?")
_TICKET = re.compile(r"20[0-9]{6}-[A-Z]{0,3}[0-9]{1,6}")
_PROCEDURE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{2,3}){0,6}")
_EMV = re.compile(r"000201[0-9]{4}.{20,}6304[0-9A-Fa-f]{4}")
_PERSON = re.compile(r"0[0-9]{2}[0-9]{9}")
"""A bare identity number: province 001 to 096, then nine digits. An office may say that its codes look so."""
_CARD = re.compile(r"\s*[0-9]{9}(?:[0-9]{3})?\s*\|")
_MACHINE_LINES = re.compile(r"I[DC]?[<D]?VNM[0-9<]", re.ASCII)
"""How the machine-readable lines on the back of the card begin."""
_WHOLE = re.compile(
    r"(?<![0-9A-Z./_-])"
    r"(?:[0-9A-Z]{1,8}(?:\.[0-9A-Z]{1,8}){1,11}-(?:20)?[0-9]{6}-[0-9]{4,12}|[0-9]{4,6}/20[0-9]{2}/[0-9]{4,8})"
    r"(?![0-9A-Z/_-])"
)
"""The shapes of codes that stand out in a sentence: agency, date and number; or with slashes."""
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_AROUND = " \t\r\n\0\x03\x1d"
"""What hand scanners put around a text."""
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a hand scanner may put before a text to say which symbology it was."""


def slip_text(site: str, job: JobId) -> str:
    """What the code on our own slip says: capitals, digits, ``:`` and ``-``, the smallest a QR code can be."""
    return f"MOTCUA:{site.upper()}:{job}"


def classify(
    text: str | bytes,
    *,
    own_site: str = "",
    portals: Iterable[str] = (),
    own_codes: re.Pattern[str] | None = None,
) -> Scanned:
    """What ``text`` is.

    ``portals``: hosts that are public-service portals although they do not end in ``.gov.vn``. ``own_codes``:
    the shape of this office's dossier codes, where it would be taken for something else.
    """
    if len(text) > LONGEST:
        return Rubbish()
    plain = _plain(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
    if plain is None:
        return Rubbish()
    code = as_code(plain)
    if code and own_codes and own_codes.fullmatch(code):
        return DossierCodes((code,))
    return (
        _card(plain)
        or _slip(plain.upper(), own_site)
        or _foreign(plain)
        or _link(plain, frozenset(portals))
        or _codes(plain.upper())
    )


def _plain(text: str) -> str | None:
    """NFC, one kind of dash and of line end, no invisible signs, trimmed; None with control characters inside."""
    text = unicodedata.normalize("NFC", text).translate(_DASHES)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip(_AROUND)
    text = _AIM.sub("", text, count=1) if _AIM.match(text) else text
    text = re.sub(r"[\r\n]+", "\n", text).replace("\t", " ")
    controls = (letter for letter in text if unicodedata.category(letter) in {"Cc", "Cs"})
    return None if any(letter != "\n" for letter in controls) else text


def _card(text: str) -> Scanned | None:
    if "|" in text:
        return CitizenCard() if _CARD.match(text) or text.count("|") >= 3 else Rubbish()
    bare = text.replace(" ", "")
    if _MACHINE_LINES.match(bare) or (_PERSON.fullmatch(bare) and 1 <= int(bare[:3]) <= 96):
        return CitizenCard()
    return None


def _slip(text: str, own_site: str) -> OwnSlip | None:
    told = _SLIP_TEXT.fullmatch(text)
    if told:
        return OwnSlip(TicketId(told[2]), here=told[1] == own_site.upper())
    return OwnSlip(TicketId(text), here=True) if _TICKET.fullmatch(text) else None


def _foreign(text: str) -> PaymentQr | VneidQr | None:
    if _EMV.fullmatch(text):
        return PaymentQr()
    return VneidQr() if "vneid" in text[:200].lower() and not _LINK.match(text) else None


def _link(text: str, portals: frozenset[str]) -> Scanned | None:
    if not _LINK.match(text):
        return None
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
        found = tuple(dict.fromkeys(_in_link(parts)))[:MOST_CODES]
    except ValueError:  # an address that is none, such as http://[
        return OtherUrl()
    if found and parts.scheme.lower() in {"http", "https"}:
        return LookUpUrl(found)
    if "vneid" in host:
        return VneidQr()
    return OpaquePortalUrl() if host.endswith(".gov.vn") or host in portals else OtherUrl()


def _in_link(parts: SplitResult) -> Iterator[DossierCode]:
    behind_hash, _, hash_query = parts.fragment.partition("?")
    for query in (parts.query, hash_query):
        for key, value in parse_qsl(query, max_num_fields=50):
            if re.sub(r"[^a-z]", "", key.lower()) in CODE_KEYS:
                yield from _each(value.upper())
    for piece in (*parts.path.split("/"), *behind_hash.split("/")):
        if _WHOLE.fullmatch(unquote(piece).upper()):
            yield DossierCode(unquote(piece).upper())


def _codes(text: str) -> DossierCodes | ProcedureCode | Rubbish:
    if _PROCEDURE.fullmatch(text):
        return ProcedureCode(text)
    found = tuple(dict.fromkeys(_each(text)))[:MOST_CODES]
    return DossierCodes(found) if found else Rubbish()


def _each(text: str) -> Iterator[DossierCode]:
    """The codes in a text: a list of them, one, or a sentence around codes of a shape that stands out."""
    pieces = [piece for piece in re.split(r"[,;\n]", text) if piece.strip()]
    codes = [as_code(piece) for piece in pieces]
    if codes and all(map(_is_code, pieces, codes)):
        yield from (code for code in codes if code)
    else:
        yield from (DossierCode(found[0]) for found in _WHOLE.finditer(text))


def _is_code(piece: str, code: DossierCode | None) -> bool:
    """Whether the piece is a code and nothing else: words and two codes in a row are not."""
    words = re.search(r"[0-9A-Z] +[0-9A-Z]", piece.strip())
    return bool(code and re.search("[0-9]", code) and not words)
