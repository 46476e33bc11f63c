"""``motcua catalogue try|take|back``: what a file of procedures would change, make it so, or take it back."""

import argparse
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from contracts.letters import unaccented
from contracts.texts import Catalogue as Texts
from contracts.texts import load_catalogue
from controller.catalogue import told
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.changes import merged
from controller.catalogue.file import CatalogueFileError, records
from controller.catalogue.left_over import left_over
from controller.catalogue.reading import Report, read
from controller.catalogue.shelf import Catalogue, Shelf, ShelfError
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

TEXTS = Path(__file__).parents[1] / "web" / "texts"
SETTINGS = Path("/etc/motcua/controller.toml")
MEMORY = 1 << 30
"""Bytes. A small file can ask for all that there is."""


def main(argv: list[str]) -> int:
    """Do what was asked; 1 when nothing was changed that should have been, with the reason and what to do."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description=__doc__)
    parser.add_argument("act", choices=("try", "take", "back"))
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="JSON, Excel, CSV... of procedures"
    )
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument(
        "--anyway", action="store_true", help="also when much less would be known than before"
    )
    args = parser.parse_args(argv)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    texts = load_catalogue(TEXTS)
    if args.file is None and args.act != "back":
        parser.error("FILE is missing")
    try:
        office = load_settings(args.settings, OfficeSettings)
        shelf = Shelf(office.data_dir)
        if args.act == "back":
            return _back(shelf, texts)
        report = read(records(args.file), queues_by_name(office))
        return _take(shelf, BlankShelf(office.data_dir), texts, report, args)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
    except CatalogueFileError as error:
        _both(texts, "catalogue.refused", file=args.file.name)
        _both(texts, sentence_of(texts, error.key), **error.facts)
    except ShelfError as error:
        _both(texts, "catalogue.shelf", why=error)
    except MemoryError:
        _both(texts, "catalogue.refused", file=args.file.name)
        _both(texts, "catalogue.file-too-costly")
    return 1


def queues_by_name(office: OfficeSettings) -> Mapping[str, str]:
    """Every name under which a record may mean a queue of this office."""
    found: dict[str, str] = {}
    for service in office.services:
        for name in (service.code, service.prefix, *service.name.as_text().values()):
            if name:
                found.setdefault(unaccented(name), service.code)
    return found


def _take(shelf: Shelf, blanks: BlankShelf, texts: Texts, report: Report, args: argparse.Namespace) -> int:
    procedures, changes = merged(shelf.whole().procedures, report)
    _lines(texts, lambda say: (told.note(say, one) for one in report.notes), "- ")
    more = sum(report.counts.values()) - len(report.notes)
    if more:
        _both(texts, "catalogue.more-odd", count=more)
    today = _now().date()
    _lines(texts, lambda say: told.missing(say, procedures, today))
    _lines(texts, lambda say: left_over(say, procedures, blanks))
    _lines(texts, lambda say: told.changed(say, report, changes))
    if not report.procedures:
        _both(texts, "catalogue.no-procedures")
        return 1
    if args.act == "try":
        return 0
    if changes.doubtful and not args.anyway:
        _both(texts, "catalogue.doubtful")
        return 1
    shelf.put(Catalogue(procedures, args.file.name, _now()))
    _both(texts, "catalogue.taken", count=len(procedures))
    return 0


def _back(shelf: Shelf, texts: Texts) -> int:
    found = shelf.back(at=_now())
    _both(texts, "catalogue.back", count=len(found.procedures), file=found.source)
    return 0


def _now() -> datetime:
    return datetime.fromtimestamp(SystemClock().utc_ms() / 1000, UTC)


def sentence_of(texts: Texts, key: str) -> str:
    """The sentence of what is wrong with a file; files of dossiers and of procedures fail alike."""
    return next(
        (
            found
            for found in (f"catalogue.{key}", f"unusable.{key.removeprefix('file-')}")
            if texts.has(found)
        ),
        "catalogue.file-not-readable",
    )


def _lines(texts: Texts, of: Callable[[told.Say], Iterator[str]], mark: str = "") -> None:
    """The same lines in both languages, below each other."""
    pairs = zip(*(of(partial(texts.say, lang)) for lang in ("vi", "en")), strict=True)
    for vietnamese, english in pairs:
        sys.stdout.write(f"{mark}{vietnamese}\n{' ' * len(mark)}{english}\n")


def _both(texts: Texts, key: str, mark: str = "", /, **facts: object) -> None:
    sys.stdout.write(
        f"{mark}{texts.say('vi', key, **facts)}\n{' ' * len(mark)}{texts.say('en', key, **facts)}\n"
    )
