"""``motcua pair kiosk``: gives a device its certificate. Shows a code; the caretaker types it on ``/may-moc/ghep``.

Reads who the device is from its own settings file and writes into ``link.credentials``. The programs do the same by
themselves when they start without credentials; this is for whoever wants to do it from a terminal, as the program's user.
"""

import argparse
import sys
import time
from pathlib import Path

from contracts.pairing import DeviceRole, PairState
from contracts.settings import AnyDevice, LinkSettings
from contracts.texts import Catalogue, load_catalogue
from hardware.finding.here import settled
from hardware.finding.whereabouts import look_around
from hardware.host.command import prog
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.settings_file import SettingsError, load_settings
from hardware.pairing.credentials import is_paired
from hardware.pairing.enrolment import enrol
from hardware.pairing.requesting import Applicant


def main(argv: list[str] | None = None) -> int:
    """Ask until the caretaker has answered; exit status 0 when the device is paired."""
    parser = argparse.ArgumentParser(prog=prog("hardware.pairing"), description=__doc__)
    parser.add_argument("role", choices=[str(role) for role in DeviceRole])
    parser.add_argument("--settings", type=Path, help="the device's settings file")
    parser.add_argument(
        "--desk",
        help="the controller's pages (default: http://LINK.HOST:8080, or whoever is found in the network)",
    )
    parser.add_argument("--again", action="store_true", help="also when it is paired already")
    args = parser.parse_args(argv)
    texts = load_catalogue(Path(__file__).parent / "texts")
    try:
        settings = load_settings(args.settings or Path(f"/etc/motcua/{args.role}.toml"), AnyDevice)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_SETTINGS
    link = settled(settings.link)
    folder = link.credentials
    if folder is None:
        print(*_both(texts, "no-folder"), sep="\n", file=sys.stderr)
        return EXIT_SETTINGS
    if is_paired(folder) and not args.again:
        print(*_both(texts, "already", folder=folder), sep="\n")
        return 0
    who = Applicant(settings.site, settings.device, DeviceRole(args.role), folder)
    desk = args.desk or _desk_of(link, texts)
    return _until_answered(who, desk, texts) if desk else 1


def _desk_of(link: LinkSettings, texts: Catalogue) -> str:
    """Where to ask; "" after saying why nobody knows: of several that are found a person chooses."""
    if not link.finds:
        return f"http://{link.host}:{link.web_port}"
    found = look_around().found
    if len(found) == 1:
        return f"http://{found[0].host}:{found[0].web_port}"
    print(*_both(texts, "choose-one" if found else "none-found"), sep="\n", file=sys.stderr)
    for one in found:
        print(f"  --desk http://{one.host}:{one.web_port}   {one.office}", file=sys.stderr)
    return ""


def _until_answered(who: Applicant, desk: str, texts: Catalogue) -> int:
    def tell(key: str, facts: dict[str, object]) -> None:
        print(*_both(texts, key, **facts), sep="\n", flush=True)

    try:
        return 0 if enrol(who, desk, tell, time.sleep) is PairState.ACCEPTED else 1
    except OSError as error:
        tell("not-written", {"why": error})
        return 1


def _both(texts: Catalogue, key: str, **facts: object) -> tuple[str, str]:
    return texts.say("vi", key, **facts), texts.say("en", key, **facts)


if __name__ == "__main__":
    sys.exit(main())
