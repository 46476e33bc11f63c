"""``motcua report verify FILE``: whether a report says what the journal knew when it was made, cell by cell."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.texts import FIRST, Catalogue, load_catalogue
from controller.figures.anchor import Anchor
from controller.figures.known_then import JournalDoubtError, known_then
from controller.figures.names import names_of
from controller.figures.report import Report
from controller.figures.told_names import told_names
from controller.figures.verifying import Differs, ReportFileError, anchor_of, differences
from controller.journal.folder import FILE as JOURNAL
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

TEXTS = Path(__file__).parent / "texts"
SETTINGS = Path("/etc/motcua/controller.toml")
MOST_TOLD = 20


def main(argv: Sequence[str] | None = None) -> int:
    """0: it says what was known; 1: it does not, or nobody can tell, with the reason."""
    parser = argparse.ArgumentParser(prog=prog("controller.figures"), description=__doc__)
    parser.add_argument("act", choices=("verify",), help=argparse.SUPPRESS)
    parser.add_argument("file", type=Path, metavar="FILE", help="an Excel or PDF report of /so-lieu")
    parser.add_argument("--journal", type=Path, help="a copy of the journal; left out: the office's own")
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    args = parser.parse_args(argv)
    texts = load_catalogue(TEXTS)
    try:
        settings = load_settings(args.settings, OfficeSettings)
        return _verify(args.file, args.journal or settings.data_dir / JOURNAL, settings, texts)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
    except ReportFileError as error:
        _tell(texts, error.args[0], file=args.file.name)
    except JournalDoubtError as error:
        _tell(texts, error.args[0], **error.facts)
    except OSError as error:
        _tell(texts, "verify.no-file", why=error.strerror or error)
    return 1


def _verify(file: Path, journal: Path, settings: OfficeSettings, texts: Catalogue) -> int:
    anchor, office = anchor_of(file), office_of(settings)
    period = anchor.period
    seq, figures = known_then(
        journal, anchor.journal, (period, period.before(), period.last_year()), office.local
    )
    report = _report(anchor, settings, texts)
    found = list(differences(file, tuple(report.tables(*figures))))
    _tell(texts, "verify.rests-on", period=report.period(period), seq=seq, hash=anchor.journal[:16])
    for one in found[:MOST_TOLD]:
        _tell(texts, "verify.differs", **_facts(one))
    if found:
        _tell(texts, "verify.not-the-same", count=len(found))
        return 1
    _tell(texts, "verify.the-same")
    return 0


def _report(anchor: Anchor, settings: OfficeSettings, texts: Catalogue) -> Report:
    def say(key: str, **facts: object) -> str:
        return texts.say(FIRST, key, **facts)

    told = told_names(settings, office_of(settings).local, anchor.made, until=anchor.made)
    return Report(names_of(told, say), say, anchor.limit_s)


def _facts(one: Differs) -> dict[str, str]:
    return {
        "table": one.table,
        "row": one.row or "-",
        "column": one.column or "-",
        "written": one.written or "-",
        "known": one.known or "-",
    }


def _tell(texts: Catalogue, key: str, **facts: object) -> None:
    """Vietnamese first."""
    sys.stdout.write(f"{texts.say(FIRST, key, **facts)}\n{texts.say('en', key, **facts)}\n")


if __name__ == "__main__":
    sys.exit(main())
