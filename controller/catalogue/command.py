"""``motcua catalogue try|take|back``: what a file of procedures would change, make it so, or take it back."""

import argparse
import resource
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from contracts.letters import unaccented
from contracts.texts import Catalogue as Texts
from contracts.texts import load_catalogue
from controller.catalogue.changes import Changes, merged
from controller.catalogue.file import CatalogueFileError, records
from controller.catalogue.procedure import Gap, Procedure, gaps
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
MOST_CODES = 30


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
        return _take(shelf, texts, report, args)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
    except CatalogueFileError as error:
        _both(texts, "catalogue.refused", file=args.file.name)
        _both(texts, _sentence(texts, error.key), **error.facts)
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


def _take(shelf: Shelf, texts: Texts, report: Report, args: argparse.Namespace) -> int:
    procedures, changes = merged(shelf.read().procedures, report)
    for note in report.notes:
        facts = {"row": note.row, "code": note.code or "?", "said": note.said, "field": note.field}
        _both(texts, f"catalogue.odd-{note.what}", "- ", **facts)
    more = sum(report.counts.values()) - len(report.notes)
    if more:
        _both(texts, "catalogue.more-odd", count=more)
    _gaps(texts, procedures)
    _changes(texts, report, changes)
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
    found = shelf.back()
    _both(texts, "catalogue.back", count=len(found.procedures), file=found.source)
    return 0


def _gaps(texts: Texts, procedures: Iterable[Procedure]) -> None:
    today = _now().date()
    by_gap: dict[Gap, list[str]] = {}
    for one in procedures:
        for gap in gaps(one, today):
            by_gap.setdefault(gap, []).append(one.code)
    for gap, codes in by_gap.items():
        _both(texts, f"catalogue.gap-{gap}", count=len(codes), codes=_some(codes))


def _changes(texts: Texts, report: Report, changes: Changes) -> None:
    _both(texts, "catalogue.read", count=len(report.procedures), left_out=report.left_out)
    for name in ("new", "changed", "gone", "worse", "kept"):
        codes = getattr(changes, name)
        if codes:
            _both(texts, f"catalogue.{name}", count=len(codes), codes=_some(codes))


def _now() -> datetime:
    return datetime.fromtimestamp(SystemClock().utc_ms() / 1000, UTC)


def _some(codes: Iterable[str]) -> str:
    listed = list(codes)
    return ", ".join(listed[:MOST_CODES]) + (" …" if len(listed) > MOST_CODES else "")


def _sentence(texts: Texts, key: str) -> str:
    """The sentence of what is wrong with a file; files of dossiers and of procedures fail alike."""
    return next(
        (
            found
            for found in (f"catalogue.{key}", f"unusable.{key.removeprefix('file-')}")
            if texts.has(found)
        ),
        "catalogue.file-not-readable",
    )


def _both(texts: Texts, key: str, mark: str = "", /, **facts: object) -> None:
    sys.stdout.write(
        f"{mark}{texts.say('vi', key, **facts)}\n{' ' * len(mark)}{texts.say('en', key, **facts)}\n"
    )
