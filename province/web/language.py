"""In which language a page is drawn: by a cookie of whoever reads. Vietnamese first, also of files and papers."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie

from contracts.texts import FIRST

SECOND = "en"
COOKIE = "motcua-language"
_READS: ContextVar[str] = ContextVar("reads", default=FIRST)


def reads() -> str:
    """The language of the page that is drawn."""
    return _READS.get()


def other() -> str:
    """The one that it could be drawn in, too."""
    return SECOND if reads() == FIRST else FIRST


def read_cookie(header: str) -> None:
    """Draw what follows in the language that a request's cookies name."""
    try:
        wish = SimpleCookie(header).get(COOKIE)
    except CookieError:
        wish = None
    _READS.set(SECOND if wish and wish.value == SECOND else FIRST)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Whatever the cookie says."""
    token = _READS.set(language)
    try:
        yield
    finally:
        _READS.reset(token)


def in_first() -> AbstractContextManager[None]:
    """Files and papers go to offices and ministries: they are Vietnamese, whoever takes them."""
    return in_language(FIRST)


def number(count: float) -> str:
    """As people write it: 12.345, in English 12,345."""
    plain = f"{round(count):,}"
    return plain if reads() == SECOND else plain.replace(",", ".")


def decimal(value: float) -> str:
    """One place: 12,3, in English 12.3."""
    plain = f"{value:.1f}"
    return plain if reads() == SECOND else plain.replace(".", ",")
