"""``motcua pair kiosk``: gives a device its certificate. Shows a code; the caretaker types it on ``/may-moc/ghep``.

Reads who the device is from its own settings file and writes into ``link.credentials``. Says the code on the terminal and
into ``code.txt`` beside the credentials, for whatever shows it where nobody sees a terminal.
"""

import argparse
import contextlib
import sys
import time
from pathlib import Path

from pydantic import ConfigDict

from contracts.pairing import DeviceRole, PairState, spaced
from contracts.settings import DeviceSettings
from contracts.texts import Catalogue, load_catalogue
from hardware.host.command import prog
from hardware.host.durable import write_durably
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.settings_file import SettingsError, load_settings
from hardware.pairing.credentials import is_paired
from hardware.pairing.requesting import Applicant, CannotPair, pair

CODE = "code.txt"
AGAIN_S = 5.0
WEB_PORT = 8080
TRIES_AGAIN = frozenset({PairState.EXPIRED, PairState.CROWDED_OUT})


class AnyDevice(DeviceSettings):
    """What every device's settings have in common; the rest is its program's."""

    model_config = ConfigDict(extra="ignore")


def main(argv: list[str] | None = None) -> int:
    """Ask until the caretaker has answered; exit status 0 when the device is paired."""
    parser = argparse.ArgumentParser(prog=prog("hardware.pairing"), description=__doc__)
    parser.add_argument("role", choices=[str(role) for role in DeviceRole])
    parser.add_argument("--settings", type=Path, help="the device's settings file")
    parser.add_argument("--desk", help="the controller's pages (default: http://LINK.HOST:8080)")
    parser.add_argument("--again", action="store_true", help="also when it is paired already")
    args = parser.parse_args(argv)
    texts = load_catalogue(Path(__file__).parent / "texts")
    try:
        settings = load_settings(args.settings or Path(f"/etc/motcua/{args.role}.toml"), AnyDevice)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_SETTINGS
    folder = settings.link.credentials
    if folder is None:
        print(*_both(texts, "no-folder"), sep="\n", file=sys.stderr)
        return EXIT_SETTINGS
    if is_paired(folder) and not args.again:
        print(*_both(texts, "already", folder=folder), sep="\n")
        return 0
    who = Applicant(settings.site, settings.device, DeviceRole(args.role), folder)
    return _until_answered(who, args.desk or f"http://{settings.link.host}:{WEB_PORT}", texts)


def _until_answered(who: Applicant, desk: str, texts: Catalogue) -> int:
    def show(code: str) -> None:
        print(*_both(texts, "code", code=spaced(code), device=who.device), sep="\n", flush=True)
        write_durably(who.folder / CODE, code.encode())

    said = ""
    while True:
        try:
            state = pair(who, desk, show, time.sleep)
        except CannotPair as error:
            if str(error) != said:
                said = str(error)
                print(*_both(texts, "not-reached", why=said), sep="\n", file=sys.stderr, flush=True)
            time.sleep(AGAIN_S)
            continue
        except OSError as error:
            print(*_both(texts, "not-written", why=error), sep="\n", file=sys.stderr)
            return 1
        finally:
            with contextlib.suppress(OSError):
                (who.folder / CODE).unlink()
        print(*_both(texts, f"state.{state}", device=who.device), sep="\n", flush=True)
        if state not in TRIES_AGAIN:
            return 0 if state is PairState.ACCEPTED else 1


def _both(texts: Catalogue, key: str, **facts: object) -> tuple[str, str]:
    return texts.say("vi", key, **facts), texts.say("en", key, **facts)


if __name__ == "__main__":
    sys.exit(main())
