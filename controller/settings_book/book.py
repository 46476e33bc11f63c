"""The settings file of the office, read and written while the office works. Belongs to the desk's loop.

Every change goes one way: the file as it is now, a wish, what would be different, when that can be, and then the whole
file anew. A file that a person broke is told and never written over; whoever wishes something on another file than is
there now is told so, too.
"""

import contextlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.text_file import NotTextError, text_of
from contracts.vocabulary import Millis
from controller.domain.day import Day
from controller.domain.now import Now
from controller.settings import OfficeSettings
from controller.settings_book.differences import Difference, differences
from controller.settings_book.history import CAME_DUE, FOLDER, GOOD_BACK, Change, History, digest_of
from controller.settings_book.next_day import NextDay, Waiting
from controller.settings_book.plain import full, sparse
from controller.settings_book.proposal import CannotBe, Edit, Proposal, Wrong, checked, edit_between, propose
from controller.settings_book.verdict import Verdict, When, verdict
from hardware.durable import write_durably
from hardware.host.regular_file import read_regular
from hardware.host.toml_file import MOST_BYTES, TomlError, read_table


class Changed(Exception):  # noqa: N818 - named by what is wrong
    """The file is not the one that the wish was about."""


class Broken(Exception):  # noqa: N818 - named by what is wrong
    """The file cannot be used as it is; somebody with an editor must mend it."""

    def __init__(self, wrong: tuple[Wrong, ...] = (), facts: Mapping[str, str] | None = None) -> None:
        """``wrong``: what no office can have; or ``facts``: why the file is no TOML at all."""
        super().__init__(str(facts or wrong))
        self.wrong, self.facts = wrong, dict(facts or {})


@dataclass(frozen=True)
class Copy:
    """What the file says now."""

    text: str
    settings: OfficeSettings

    @property
    def digest(self) -> str:
        """By which this file is known again; goes with every form."""
        return digest_of(self.text)


@dataclass(frozen=True)
class Wish:
    """A change that was looked at: what it would do, and when that can be."""

    copy: Copy
    proposal: Proposal
    verdict: Verdict
    edit: Edit


class Book:
    """The one who reads and writes it."""

    def __init__(
        self,
        path: Path,
        data_dir: Path,
        in_force: OfficeSettings,
        tries: Callable[[OfficeSettings], str] = lambda _s: "",
    ) -> None:
        """``in_force``: what the program works with; ``tries`` says why an office cannot be begun, or nothing."""
        self.path, self.in_force = path.resolve(), in_force
        self.history, self.next_day = History(data_dir / FOLDER), NextDay(data_dir / FOLDER)
        self.on_change: Callable[[OfficeSettings], None] = lambda _settings: None
        """Called when the file says something else, and the office should from now on."""
        self.broken = False
        """Whether the file could not be used when it was read last."""
        self._tries = tries

    def read(self) -> Copy:
        """The file as it is now. Raises Broken."""
        self.broken = True
        copy = self._read()
        self.broken = False
        return copy

    def _read(self) -> Copy:
        try:
            read_table(self.path)  # says where it is no TOML
            text = text_of(read_regular(self.path, MOST_BYTES))
            return Copy(text, checked(tomllib.loads(text)))
        except TomlError as error:
            raise Broken(facts=error.facts) from None
        except CannotBe as error:
            raise Broken(error.wrong) from None
        except (OSError, NotTextError, ValueError):  # it changed in this moment
            raise Broken(facts={"what": "file"}) from None

    def by_hand(self, copy: Copy) -> tuple[Difference, ...]:
        """What somebody changed in the file while the office works with what it said before."""
        return differences(full(self.in_force), full(copy.settings))

    def begin(self, at: Millis) -> None:
        """Notice what was done to the file while the program did not run. A history that cannot be written is no reason not to."""
        with contextlib.suppress(Broken, OSError):
            self.history.begin(self.read().text, at)

    def wish(self, digest: str, edit: Edit, day: Day, now: Now) -> Wish:
        """What would become of a change. Raises Broken, Changed, CannotBe."""
        copy = self.read()
        if copy.digest != digest:
            raise Changed
        proposal = propose(copy.text, edit)
        said = {key: sparse(proposal.after).get(key) for key in edit}
        return Wish(copy, proposal, self._judged(proposal.after, day, now), said)

    def wish_of_file(self, copy: Copy, day: Day, now: Now) -> Wish:
        """What would become of working with what somebody wrote into the file."""
        proposal = Proposal(self.in_force, copy.settings, copy.text, self.by_hand(copy))
        return Wish(copy, proposal, self._judged(copy.settings, day, now), {})

    def save(self, wish: Wish, who: str, what: str, day: str, at: Millis) -> When:
        """Make it so, now or on the next day. Raises OSError, Broken, Changed: then nothing has happened."""
        if self.read().digest != wish.copy.digest:
            raise Changed
        if wish.verdict.when is When.NEXT_DAY:
            values = {key: value for key, value in wish.edit.items() if value is not None}
            gone = tuple(key for key, value in wish.edit.items() if value is None)
            self.next_day.put(Waiting(what=what, who=who, at=at, day=day, values=values, gone=gone))
        elif wish.verdict.when is When.NOW:
            self._write(wish, who, what, at)
            self.next_day.drop(wish.edit)
        return wish.verdict.when

    def step_back(self) -> tuple[Copy, Edit] | None:
        """The file, and what must be changed in it to have what it said before; None where nothing is known of that."""
        copy = self.read()
        for change in reversed(self.history.changes):
            text = self.history.text(change)
            if text is None or change.digest == copy.digest:
                continue
            with contextlib.suppress(ValueError, CannotBe):
                edit = edit_between(copy.settings, checked(tomllib.loads(text)))
                if edit:
                    return copy, edit
        return None

    def good(self) -> tuple[Change, str] | None:
        """The noted text that the office works with, and when it was noted; None where it is lost."""
        for change in reversed(self.history.changes):
            text = self.history.text(change)
            if text is not None:
                with contextlib.suppress(ValueError, CannotBe):
                    if checked(tomllib.loads(text)) == self.in_force:
                        return change, text
        return None

    def put_good_back(self, who: str, at: Millis) -> bool:
        """Write what the office works with over a file that cannot be used, which is kept beside it. Raises OSError.

        False: the file is whole, or that text is lost; then nothing has happened.
        """
        found = self.good()
        with contextlib.suppress(Broken):
            self.read()
            return False
        if found is None:
            return False
        if self.path.exists():
            kept = self.path.with_name(f"{self.path.name}.broken-{at}")
            write_durably(kept, read_regular(self.path, MOST_BYTES), mode=0o600)
        write_durably(self.path, found[1].encode(), mode=0o640)
        self.history.note(found[1], who, GOOD_BACK, at)
        self.broken = False
        return True

    def take_file(self, copy: Copy, at: Millis) -> None:
        """Work with what somebody wrote into the file. Raises OSError."""
        self.history.look(copy.text, at)
        self._begin(copy.settings)

    def take_due(self, day: Day, now: Now) -> None:
        """Make the changes whose day is over, each by itself. Raises OSError."""
        for waiting in self.next_day.due(day.date):
            with contextlib.suppress(Broken, Changed, CannotBe):
                wish = self.wish(self.read().digest, waiting.edit, day, now)
                if wish.verdict.when is When.NOW:
                    self._write(wish, waiting.who, CAME_DUE, now.clock)
                    self.next_day.drop(waiting.keys)

    def _judged(self, after: OfficeSettings, day: Day, now: Now) -> Verdict:
        found, why = verdict(self.in_force, after, day, now), self._tries(after)
        return found.refused("cannot-begin", why) if why else found

    def _write(self, wish: Wish, who: str, what: str, at: Millis) -> None:
        proposal = wish.proposal
        self.history.look(wish.copy.text, at)
        self.history.note(proposal.text, who, what, at)
        try:
            write_durably(self.path, proposal.text.encode(), mode=self.path.stat().st_mode & 0o777)
        except OSError:
            with contextlib.suppress(OSError):
                self.history.take_back()
            raise
        self._begin(proposal.after)

    def _begin(self, settings: OfficeSettings) -> None:
        self.in_force = settings
        self.on_change(settings)
