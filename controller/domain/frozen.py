"""Changing what never changes, cheaply: a copy with other values, and a mapping with one entry more. Pure.

A day is a new value after each event. A start takes up a day of a hundred thousand events, so what one event costs may
depend neither on how many there were before it, nor more than it must on how many fields a day has.
"""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from math import isqrt
from typing import TYPE_CHECKING, Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

FEW = 32
"""So many new entries are never worth laying all entries together."""

if TYPE_CHECKING:  # the checker knows the fields of whatever is given to this one, and to no other
    from dataclasses import replace as replace  # noqa: PLC0414 - named by this file
else:

    def replace(of: T, /, **what: Any) -> T:
        """``dataclasses.replace`` in a tenth of its time, for classes without slots and ``__post_init__``.

        Raises TypeError for a field that there is not.
        """
        fields = {**of.__dict__, **what}
        if len(fields) > len(of.__dict__):
            raise TypeError(
                f"{type(of).__name__} has no {', '.join(sorted(what.keys() - of.__dict__.keys()))}"
            )
        new = object.__new__(type(of))
        object.__setattr__(new, "__dict__", fields)  # past the door that keeps a frozen class as it is
        return new


class Ledger(Mapping[K, V]):
    """Entries in the order in which their keys came, as in a dict. ``put`` gives a new one, and this one stays.

    Most entries lie in a dict that many ledgers share, the newest in a small one of each; so one more costs about
    the square root of their number.
    """

    __slots__ = ("_length", "_newest", "_shared")

    def __init__(self, shared: dict[K, V], newest: dict[K, V], length: int) -> None:
        """For ``put`` below; the dicts are kept, not copied."""
        self._shared, self._newest, self._length = shared, newest, length

    def put(self, key: K, value: V) -> "Ledger[K, V]":
        """One entry more, or another value for a key that is there."""
        newest, length = {**self._newest, key: value}, self._length + (key not in self)
        if len(newest) <= max(FEW, isqrt(length)):
            return Ledger(self._shared, newest, length)
        return Ledger({**self._shared, **newest}, {}, length)

    def __getitem__(self, key: K) -> V:
        newest = self._newest
        return newest[key] if key in newest else self._shared[key]

    def __contains__(self, key: object) -> bool:
        return key in self._newest or key in self._shared

    def __iter__(self) -> Iterator[K]:
        newest, shared = self._newest, self._shared  # whoever asks for all meanwhile lays them together
        yield from shared
        yield from (key for key in newest if key not in shared)

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return f"Ledger({self._whole()!r})"

    def values(self) -> ValuesView[V]:
        """Whoever asks for all pays for all, once and not by the piece."""
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        """See ``values``."""
        return self._whole().items()

    def _whole(self) -> dict[K, V]:
        """All in one dict. It means the same afterwards, so whoever asks again has it."""
        if self._newest:
            self._shared, self._newest = {**self._shared, **self._newest}, {}
        return self._shared


def put(entries: Mapping[K, V], key: K, value: V) -> Ledger[K, V]:
    """``entries`` with one more, or with another value for a key that is there."""
    if not isinstance(entries, Ledger):
        entries = Ledger(dict(entries), {}, len(entries))
    return entries.put(key, value)
