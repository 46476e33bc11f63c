"""Whether a code of a shape that we know can be one: its agency, its day and its number. Pure.

TT 01/2018/TT-VPCP, article 19 (``000.00.19.H47-260105-0001``), QĐ 20/2020/QĐ-TTg (the agency begins with a letter
from A to Y and two digits), TT 04/2025/TT-VPCP (two digits of the owner before the number). A misread digit is
still a digit; but a letter in its place, a thirteenth month, or an agency that cannot be is no code of anybody.
"""

import re
from datetime import date

_LEVEL_1 = "[A-Y][0-9]{2}"
_AGENCY = rf"(?:[0-9]{{3}}\.[0-9]{{2}}\.[0-9]{{2}}\.{_LEVEL_1}|{_LEVEL_1}(?:\.[0-9A-Z]{{1,8}}){{1,11}})"
_NATIONAL = re.compile(rf"{_AGENCY}-((?:20)?[0-9]{{6}})-[0-9]{{4,12}}")
_SLASHED = re.compile(r"[0-9]{4,6}/20[0-9]{2}/[0-9]{4,8}")
_WITHIN = re.compile(rf"(?<![0-9A-Z.-]){_NATIONAL.pattern}(?![0-9A-Z.-])")
_BEGUN = re.compile(rf"[0-9]{{3}}\.[0-9]{{2}}\.[0-9]{{2}}\.[A-Z0-9]|{_LEVEL_1}\.")
"""How codes of the national shapes begin, whatever follows."""
_DATED = re.compile(r"[./_].*[-/_](?:20)?[0-9]{6}[-/_][0-9]{3,}")
"""What is left of the outline of a national code when some of its signs are wrong: parts, a day, a number."""
LONGEST_AGENCY = 35


def is_national(code: str) -> bool:
    """Whether ``code`` (upper case) is of a national shape, or the slashed one, and can be one."""
    if _SLASHED.fullmatch(code):
        return True
    found = _NATIONAL.fullmatch(code)
    return bool(found and code.index("-") <= LONGEST_AGENCY and _is_day(found[1]))


def is_bent(code: str) -> bool:
    """Whether ``code`` has the outline of a national code, or begins like one, and yet is none: cut or misread."""
    return bool(_BEGUN.match(code) or _DATED.search(code)) and not is_national(code)


def national_in(code: str) -> str | None:
    """The national code that ``code`` is when what devices do to one is undone; None when that is not sure.

    Some hand scanners put one to three signs of their own before every text. One that is set to another keyboard
    types the dash as a slash; where Y and Z may have changed places, too, nothing is guessed.
    """
    if is_national(code):
        return code
    behind = {code[taken:] for taken in (1, 2, 3) if code[:1].isalpha() and is_national(code[taken:])}
    within = {found[0] for found in _WITHIN.finditer(code) if is_national(found[0])}
    dashed = code.replace("/", "-")
    meant = behind or within or ({dashed} if is_national(dashed) and not set("YZ") & set(dashed) else set())
    return meant.pop() if len(meant) == 1 else None


def _is_day(digits: str) -> bool:
    year, month, day = int(digits[:-4][-2:]), int(digits[-4:-2]), int(digits[-2:])
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
