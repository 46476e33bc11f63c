"""``motcua province bundle FILE``: a signed update is laid down at the centre; its page says to whom it is offered."""

import argparse
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.program import read_settings
from hardware.update.errors import UpdateError
from hardware.update.machine import TRUSTED
from hardware.update.said import both, told
from province.bundles import Bundles, TooLargeError
from province.database import open_engine
from province.migrating import NewerTablesError, migrate
from province.said import both as said_in_both
from province.settings import CentreSettings


def place(argv: list[str]) -> int:
    """Exit status 1 and a sentence when it cannot be."""
    parser = argparse.ArgumentParser(prog=prog("province bundle"), description=place.__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help=both("help-file"))
    parser.add_argument("--keys", type=Path, default=TRUSTED, help=both("help-keys"))
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/province.toml"))
    args = parser.parse_args(argv)
    settings = read_settings("province", "", CentreSettings, ["--settings", str(args.settings)])
    said, well = _placed(settings, args.settings, args.file, args.keys)
    print(said, file=sys.stdout if well else sys.stderr)
    return 0 if well else 1


def _placed(settings: CentreSettings, path: Path, file: Path, keys: Path) -> tuple[str, bool]:
    if settings.updates is None:
        return _both("no-folder", settings=path), False
    engine = open_engine(settings.database)
    try:
        migrate(engine)
        version = Bundles(engine, SystemClock().utc_ms, settings.updates).place(file, keys)
    except UpdateError as error:
        return told(error), False
    except TooLargeError as error:
        return _both("too-large", most=error.most_mb), False
    except OSError as error:
        return _both("not-written", why=error.strerror or type(error).__name__), False
    except NewerTablesError:
        return said_in_both("error.newer-tables"), False
    except SQLAlchemyError as error:
        return _both("not-written", why=f"PostgreSQL: {type(error).__name__}"), False
    finally:
        engine.dispose()
    return _both("done", version=version), True


def _both(key: str, **facts: object) -> str:
    return said_in_both(f"offers.placing.{key}", **facts)
