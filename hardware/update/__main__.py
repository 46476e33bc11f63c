"""``motcua update verify|apply|back|key|make``: signed updates, from a file, a stick or an address that was downloaded."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.update.applying import apply, take_back, verify
from hardware.update.bundle import ENDING, newest_in, write_bundle
from hardware.update.errors import UpdateError
from hardware.update.machine import TRUSTED, Machine
from hardware.update.outcome import CUT_SHORT, begun, ended, outcome_in
from hardware.update.said import both, told
from hardware.update.signing import make_key


def looked(args: argparse.Namespace) -> str:
    """Whether a bundle may be installed on this machine."""
    found = verify(_bundle(args.file), args.keys, Machine(root=args.root))
    return both("good", version=found.manifest.version, key=found.key, count=len(found.manifest.packages))


@contextlib.contextmanager
def obeyed(wish: Path | None) -> Iterator[None]:
    """However it ends, the wish for it is gone then, or the job would begin again and again.

    The program itself does that: after packages have been installed the service manager may be unable to start anything more in
    the same job (cgroup of a unit that was read anew; seen in systemd 252).
    """
    try:
        yield
    finally:
        if wish:
            wish.unlink(missing_ok=True)


def applied(args: argparse.Namespace) -> str:
    """Install it."""
    with obeyed(args.wish):
        return _applied(args)


def _applied(args: argparse.Namespace) -> str:
    machine, clock = _owned(args.root), SystemClock()
    last = outcome_in(machine)
    if (
        args.wish and last and last.key == CUT_SHORT
    ):  # this wish was being obeyed; once more, and it may go on for ever
        error = UpdateError("cut-short", **last.facts)
        ended(machine, clock.utc_ms(), error)
        raise error
    begun(machine, clock.utc_ms())
    try:
        done = apply(
            _bundle(args.file), args.keys, machine, lambda step: print(both(f"step.{step}")), older=args.older
        )
    except UpdateError as error:
        ended(machine, clock.utc_ms(), error)
        raise
    ended(machine, clock.utc_ms(), done)
    if args.keep_as:
        _bundle(args.file).replace(args.keep_as)
    return both("done", version=done.version, before=done.before)


def back(args: argparse.Namespace) -> str:
    """Take the last update back: by hand, or because the desk does not hear this machine any more."""
    with obeyed(args.wish):
        return _back(args)


def _back(args: argparse.Namespace) -> str:
    machine = _owned(args.root)
    state = take_back(machine, "unheard" if args.unheard else "by-hand")
    why = UpdateError("unheard" if args.unheard else "taken-back", version=state.version, before=state.before)
    ended(machine, SystemClock().utc_ms(), why)
    return told(why)


def key(args: argparse.Namespace) -> str:
    """A key for whoever makes updates."""
    public = make_key(args.file)
    return both("key", private=args.file, public=public, folder=TRUSTED)


def made(args: argparse.Namespace) -> str:
    """Make a bundle of packages."""
    out = args.out or Path(f"motcua-{args.version}-{args.suite}-{args.arch}{ENDING}")
    manifest = write_bundle(args.debs, args.version, args.suite, args.arch, args.key, out)
    return both("made", file=out, count=len(manifest.packages))


WORDS: dict[str, Callable[[argparse.Namespace], str]] = {
    "verify": looked,
    "apply": applied,
    "back": back,
    "key": key,
    "make": made,
}


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and a sentence when it cannot be done."""
    word, *rest = argv if argv is not None else sys.argv[1:] or [""]
    if word not in WORDS:
        print(__doc__)
        return 0 if word in ("-h", "--help") else 2
    try:
        print(WORDS[word](_parser(word).parse_args(rest)))
    except UpdateError as error:
        print(told(error), file=sys.stderr)
        return 1
    except OSError as error:
        print(both("error.not-written", why=error.strerror or type(error).__name__), file=sys.stderr)
        return 1
    return 0


def _parser(word: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog("hardware.update"), description=both(f"help.{word}"))
    if word in ("verify", "apply", "back"):
        parser.add_argument("--root", type=Path, default=Path("/"), help=both("help-root"))
    if word in ("verify", "apply"):
        parser.add_argument("file", type=Path, metavar="FILE", help=both("help-file"))
        parser.add_argument("--keys", type=Path, default=TRUSTED, help=both("help-keys"))
    if word == "back":
        parser.add_argument("--unheard", action="store_true", help=both("help-unheard"))
    if word in ("apply", "back"):
        parser.add_argument("--wish", type=Path, metavar="FILE", help=both("help-wish"))
    if word == "apply":
        parser.add_argument("--keep-as", type=Path, metavar="FILE", help=both("help-keep-as"))
        parser.add_argument("--older", action="store_true", help=both("help-older"))
    if word == "key":
        parser.add_argument("file", type=Path, metavar="FILE", help=both("help-private"))
    if word == "make":
        parser.add_argument("debs", type=Path, nargs="+", metavar="DEB")
        parser.add_argument("--key", type=Path, required=True, help=both("help-private"))
        parser.add_argument("--out", type=Path, metavar="FILE")
        for name in ("version", "suite", "arch"):
            parser.add_argument(f"--{name}", required=True)
    return parser


def _bundle(given: Path) -> Path:
    """The file; of a folder, such as a stick, the newest bundle in it. Raises UpdateError."""
    return newest_in(given) if given.is_dir() else given


def _owned(root: Path) -> Machine:
    if os.geteuid() != 0:
        raise UpdateError("not-root")
    return Machine(root=root)


if __name__ == "__main__":
    sys.exit(main())
