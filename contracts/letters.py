"""One kind of each sign: what keyboards, word processors, PDF readers and scanners make of a plain text. Pure.

A code is compared sign by sign, and two signs that look alike are often not the same: the dash that a word
processor made of a hyphen, a blank that does not break, a digit of full width, a Cyrillic letter.
"""

import unicodedata

_LIKE_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХУԚԜҺавеѕіјкмнорстхуһѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳοϲ",
    "ABESIJKMHOPCTXYQWHabesijkmhopctxyhv" + "ABEZHIKMNOPTYXCjoc",
)
"""Cyrillic and Greek letters that look like one Latin letter whichever case is meant. What could be two of them, or a
letter and a digit, is left as it is, so that no code is guessed."""
_DASHES = frozenset("\u02d7\u2043\u2212\u23af\u2500\u30fc\uff70\u00ad")
"""Dashes that Unicode does not count among them. The soft hyphen is how many PDF readers copy a plain one."""
_OTHERS = {
    **dict.fromkeys("\u3002\uff61\u2024\u00b7\u2219\u22c5", "."),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u02bc\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
}
_WIDTHS = ("<wide>", "<narrow>", "<font>", "<noBreak>", "<compat>")
"""Another width or face of a letter is that letter; a raised, circled or halved one is not."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u180b\u180c\u180d\u3164\uffa0\u2800")


def plain(text: str) -> str:
    """``text`` with one kind of blank, dash, quote, line end and letter, composed, and without invisible signs.

    What separates records for scanners becomes a line end; other controls stay, for a text has none.
    """
    if text.isascii() and text.isprintable():
        return text
    joined = unicodedata.normalize("NFC", "".join(map(_sign, unicodedata.normalize("NFC", text))))
    return joined.translate(_LIKE_LATIN)


def _sign(sign: str) -> str:
    if sign in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        return "\n"
    if sign.isascii():
        return " " if sign == "\t" else sign
    category = unicodedata.category(sign)
    if category == "Pd" or sign in _DASHES:
        return "-"
    if category == "Cf" or sign in _UNSEEN or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if sign in _OTHERS:
        return _OTHERS[sign]
    if unicodedata.decomposition(sign).startswith(_WIDTHS):
        return unicodedata.normalize("NFKC", sign)
    return " " if category == "Zs" else sign


def unaccented(text: str) -> str:
    """``text`` without case and marks, in single blanks: ``Mã hồ sơ`` and ``MA HO SO`` are ``ma ho so``.

    The letter eth is what many conversions of old Vietnamese files put for ``Đ``, which looks the same.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFD", plain(text).casefold().replace("đ", "d").replace("ð", "d"))
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).split())
