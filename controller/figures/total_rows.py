"""Whether a line of a table that somebody else made sums up the others, or is of something whose name only begins alike. Pure."""

import re

from contracts.letters import plain, unaccented

_FIRST = re.compile(r"\W*(\w+)\W*")
_NAMES = re.compile(r"(hop|cuc|dai|lien doan|cong ty|thanh tra)\b")
"""Behind *Tổng*: general affairs, a general department, a call centre, a union, a corporation, an inspector."""
_PEOPLE = re.compile(r"(dong|tac)\b")
"""Behind *Cộng*: a community, people who help."""
_LETTERED = re.compile(r"((cac|don|toan)\b.*|[0-9a-z]{0,4})")
"""Behind *Cong* without its marks, where notaries, industry and police are written alike: little but the letter of a part."""


def is_total(name: str) -> bool:
    """*Tổng*, *Tổng cộng*, *Cộng A*; and not *Công chứng*, *Công an xã* or *Tổng hợp*, which are fields and offices."""
    said = plain(name)
    found = _FIRST.match(said)
    if found is None:
        return False
    word, rest = found[1].lower(), unaccented(said[found.end() :])
    match unaccented(word):
        case "tong":
            return not _NAMES.match(rest)
        case "cong" if "ộ" in word:
            return not _PEOPLE.match(rest)
        case "cong" if word == "cong":
            return _LETTERED.fullmatch(rest) is not None
    return False
