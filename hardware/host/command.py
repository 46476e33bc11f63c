"""``motcua``: one command for the caretaker. The words after it choose which of our modules runs."""

import difflib
import runpy
import sys
from importlib.metadata import version
from pathlib import Path

from contracts.texts import Catalogue, load_catalogue

NAME = "motcua"
COMMANDS: dict[str, tuple[str, ...]] = {
    "printer probe": ("hardware.drivers.escpos.probe",),
    "printer use": ("ticket_printer.using",),
    "printer preview": ("ticket_printer.preview",),
    "sign try": ("display_board.try_sign",),
    "scan": ("hardware.drivers.decode",),
    "reader setup": ("hardware.drivers.reader_setup",),
    "voice pack": ("hardware.voice",),
    "controller hash-pin": ("controller", "hash-pin"),
    "controller backup": ("controller", "backup"),
    "controller restore": ("controller.backup.restore",),
    "backup now": ("controller.backup", "now"),
    "backup due": ("controller.backup", "due"),
    "backup list": ("controller.backup", "list"),
    "backup verify": ("controller.backup", "verify"),
    "backup phrase": ("controller.backup", "phrase"),
    "dossier try": ("controller", "dossier-try"),
    "catalogue try": ("controller", "catalogue", "try"),
    "catalogue take": ("controller", "catalogue", "take"),
    "catalogue back": ("controller", "catalogue", "back"),
    "simulate": ("controller.what_if",),
    "report verify": ("controller.figures", "verify"),
    "demo": ("simulation.office",),
    "demo-check": ("simulation.office.check",),
    "pair": ("hardware.pairing",),
    "doctor": ("hardware.doctor",),
    "update verify": ("hardware.update", "verify"),
    "update apply": ("hardware.update", "apply"),
    "update back": ("hardware.update", "back"),
    "update take": ("controller.updates",),
    "update follow": ("hardware.update.following",),
    "update key": ("hardware.update", "key"),
    "update make": ("hardware.update", "make"),
    "outside": ("controller.outside",),
    "announce": ("hardware.finding.announcing",),
    "run controller": ("controller",),
    "run kiosk": ("kiosk_app",),
    "run printer": ("ticket_printer",),
    "run board": ("display_board",),
    "run screen": ("display_board.screen",),
    "run hub75": ("hardware.hub75",),
    "run panel": ("hardware.counter_panel",),
    "run province": ("province",),
    "province bundle": ("province", "bundle"),
    "province person": ("province", "person"),
    "province demo": ("simulation.province",),
}
"""Words -> module and its first arguments. Run by name, so that no program imports another."""

OURS = {"contracts", *(module.partition(".")[0] for module, *_ in COMMANDS.values())}
EXIT_USAGE = 2
"""As argparse has it."""
MOST_WORDS = 2
HELP = (["-h"], ["--help"], ["help"])


def prog(module: str) -> str:
    """What the help of ``module`` calls it: as it was started."""
    return sys.argv[0] if sys.argv[0].startswith(f"{NAME} ") else f"python -m {module}"


def main() -> int:
    """Run what the words say, or tell what there is; returns the exit status, unless the module ends itself."""
    said = sys.argv[1:]
    texts = load_catalogue(Path(__file__).parent / "texts")
    if said in ([], *HELP):
        print("\n".join(overview(texts)))
        return 0
    if said == ["--version"]:
        print(f"{NAME} {version(NAME)}")
        return 0
    for count in range(MOST_WORDS, 0, -1):
        words = " ".join(said[:count])
        if words in COMMANDS:
            return _run(words, said[count:], texts)
    if any(words.startswith(f"{said[0]} ") for words in COMMANDS) and said[1:] in ([], *HELP):
        print("\n".join(overview(texts, f"{said[0]} ")))
        return 0 if said[1:] else EXIT_USAGE
    print("\n".join((*unknown(said, texts), *_both(texts, "list"))), file=sys.stderr)
    return EXIT_USAGE


def overview(texts: Catalogue, beginning: str = "") -> tuple[str, ...]:
    """Every command that begins so, with what it does, Vietnamese first."""
    wide = max(map(len, COMMANDS))
    lines = []
    for words in (words for words in COMMANDS if words.startswith(beginning)):
        lines.append(f"  {words:{wide}}  {texts.say('vi', f'about.{words}')}")
        lines.append(f"  {'':{wide}}  {texts.say('en', f'about.{words}')}")
    return (*_both(texts, "usage"), "", *lines)


def unknown(said: list[str], texts: Catalogue) -> tuple[str, ...]:
    """That there is no such command, and what was perhaps meant."""
    words = " ".join(said[:MOST_WORDS])
    near = [
        command
        for tried in (words, said[0])
        for command in difflib.get_close_matches(tried.lower(), COMMANDS, n=1)
    ]
    told = _both(texts, "unknown", words=words)
    return (*told, *_both(texts, "near", command=near[0])) if near else told


def _run(words: str, rest: list[str], texts: Catalogue) -> int:
    module, *first = COMMANDS[words]
    sys.argv = [f"{NAME} {words}", *first, *rest]
    try:
        runpy.run_module(module, run_name="__main__")
    except ModuleNotFoundError as error:  # each Pi has only the libraries of its own program
        if (error.name or "").partition(".")[0] in OURS:
            raise
        print("\n".join(_both(texts, "missing", library=error.name)), file=sys.stderr)
        return 1
    return 0


def _both(texts: Catalogue, key: str, **facts: object) -> tuple[str, str]:
    return texts.say("vi", key, **facts), texts.say("en", key, **facts)
