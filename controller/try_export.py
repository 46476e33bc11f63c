"""What would be understood of an export before it is used: ``motcua dossier try FILE``."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from contracts.texts import Catalogue, load_catalogue
from controller.dossier.build import wish_of
from controller.dossier.export.table import Table, read_table
from controller.dossier.export.told import Teller, ToldNote
from controller.dossier.export.words import ExportError, Unusable
from controller.dossier.settings import DossierSettings
from controller.settings import OfficeSettings
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

TEXTS = Path(__file__).parent / "web" / "texts"
SETTINGS = Path("/etc/motcua/controller.toml")
VIET_NAM = 420
MOST_NOTES = 100_000


def main(argv: list[str]) -> int:
    """Print every dossier, and every line that was not understood; returns 1 when the file cannot be used."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description=__doc__)
    parser.add_argument(
        "--settings", type=Path, help=f"the controller's settings (default: {SETTINGS}, if it is there)"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the export")
    args = parser.parse_args(argv)
    texts = load_catalogue(TEXTS)
    tellers = Teller(texts, "vi"), Teller(texts, "en")
    path = args.settings or (SETTINGS if SETTINGS.exists() else None)
    try:
        settings, offset = _settings(path)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say(_both(texts, "try.settings" if path else "try.no-settings", file=path or ""))
    try:
        table = asyncio.run(read_table(args.file, wish_of(settings, offset), MOST_NOTES))
    except (ExportError, OSError) as error:
        refused = error if isinstance(error, ExportError) else ExportError(Unusable.NO_ACCESS)
        _say(_both(texts, "try.refused", file=args.file.name))
        _say(_pair(*(teller.refused(refused) for teller in tellers)))
        return 1
    _say(_told(texts, table, tellers))
    return 0


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _settings(path: Path | None) -> tuple[DossierSettings, int]:
    if path is None:
        return DossierSettings(), VIET_NAM
    office = load_settings(path, OfficeSettings)
    return office.dossier, office.utc_offset_minutes


def _told(texts: Catalogue, table: Table, tellers: tuple[Teller, Teller]) -> Iterator[str]:
    vietnamese, english = tellers
    report = table.report
    yield from vietnamese.found(report)
    yield from english.found(report)
    yield ""
    yield from _both(texts, "try.dossiers", count=report.dossiers)
    for record in table.all():
        one = vietnamese.dossier(record)
        mark = "!" if one.strange else " "
        yield f"{mark} {one.code}  {one.status}  {one.due}"
    yield ""
    odd = sum(report.counts.values())
    yield from _both(texts, "try.odd" if odd else "try.all-well", count=odd, left_out=report.left_out)
    for first, second in zip(vietnamese.notes(report), english.notes(report), strict=True):
        yield from _pair(first, second)
    if odd > len(report.notes):
        yield from _both(texts, "try.same-again", count=odd - len(report.notes))


def _pair(vietnamese: ToldNote, english: ToldNote) -> tuple[str, str]:
    first, second = (
        f"{note.where}: {note.why}" if note.where else note.why for note in (vietnamese, english)
    )
    return f"- {first}", f"  {second}"


def _both(texts: Catalogue, key: str, **facts: object) -> tuple[str, str]:
    return texts.say("vi", key, **facts), texts.say("en", key, **facts)
