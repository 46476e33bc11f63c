"""Numbers as they are spoken: a whole number -> the ids of its words, which each language spells. Pure.

Vietnamese: "mốt", "tư" and "lăm" stand only after "mươi" ("lăm" after "mười", too); an empty place is told, so 1015 is
"một nghìn không trăm mười lăm". num2words 0.5 leaves that out in 891 of the first 10,000 numbers.
"""

from collections.abc import Callable

MOST = 999_999
"""The longest ticket has six digits."""
TEN, TENS, ONE_AFTER, FOUR_AFTER, FIVE_AFTER = (
    "ten",
    "tens",
    "one-after-tens",
    "four-after-tens",
    "five-after-ten",
)
HUNDRED, ODD, THOUSAND, AND = "hundred", "odd", "thousand", "and"

GRAMMATICAL = frozenset({TEN, TENS, ONE_AFTER, FOUR_AFTER, FIVE_AFTER, HUNDRED, ODD, THOUSAND, AND})
"""What is only said in numbers that are built by a grammar."""

Words = tuple[str, ...]


def digits(text: str) -> Words:
    """Digit by digit, as it is printed."""
    return tuple(text)


def vietnamese(number: int) -> Words:
    """Raises ValueError beyond ``MOST``."""
    thousands, rest = divmod(_checked(number), 1000)
    if not thousands:
        return _vi_below_thousand(rest)
    said = (*_vi_below_thousand(thousands), THOUSAND)
    return (*said, *_vi_below_thousand(rest, after_thousand=True)) if rest else said


def english(number: int) -> Words:
    """Raises ValueError beyond ``MOST``."""
    thousands, rest = divmod(_checked(number), 1000)
    if not thousands:
        return _en_below_thousand(rest)
    said = (*_en_below_thousand(thousands), THOUSAND)
    joint = (AND,) if 0 < rest < 100 else ()
    return (*said, *joint, *_en_below_thousand(rest)) if rest else said


def plain(number: int) -> Words:
    """For a language whose grammar of numbers we do not know: its digits."""
    return digits(str(_checked(number)))


GRAMMARS: dict[str, Callable[[int], Words]] = {"vietnamese": vietnamese, "english": english, "digits": plain}


def _checked(number: int) -> int:
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is not between 0 and {MOST}")
    return number


def _vi_below_thousand(number: int, *, after_thousand: bool = False) -> Words:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_thousand:
        return _vi_below_hundred(rest)
    said = (str(hundreds), HUNDRED)
    if rest == 0:
        return said
    return (*said, ODD, str(rest)) if rest < 10 else (*said, *_vi_below_hundred(rest))


def _vi_below_hundred(number: int) -> Words:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return (str(unit),)
    said = (TEN,) if tens == 1 else (str(tens), TENS)
    if unit == 0:
        return said
    after = {5: FIVE_AFTER} if tens == 1 else {1: ONE_AFTER, 4: FOUR_AFTER, 5: FIVE_AFTER}
    return (*said, after.get(unit, str(unit)))


def _en_below_thousand(number: int) -> Words:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _en_below_hundred(rest)
    said = (str(hundreds), HUNDRED)
    return (*said, AND, *_en_below_hundred(rest)) if rest else said


def _en_below_hundred(number: int) -> Words:
    if number < 20:
        return (str(number),)
    tens, unit = divmod(number, 10)
    return (f"{tens}0", str(unit)) if unit else (f"{tens}0",)
