"""``python -m systemd.packages``: builds every package for one machine, or for all of them."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from systemd.packages.debs import file_name, lay_out_code, pack, write_control
from systemd.packages.libraries import ARCHES, SUITES, LibraryMissing, Target, install
from systemd.packages.roles import COMMON, ROLES, Role

HOUSE = Path(__file__).parents[2]


def build(role: Role, target: Target, version: str, moment: int, out: Path) -> Path:
    """One package."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        files = HOUSE / "systemd" / role.name.removeprefix("motcua-")
        if files.is_dir():
            shutil.copytree(files, tree)
        tree.mkdir(exist_ok=True)
        if role.name == COMMON:
            lay_out_code(HOUSE, tree, version)
        if role.extras:
            install(
                target,
                role.extras,
                HOUSE / "requirements.txt",
                tree / "usr/lib/motcua" / role.folder,
                Path(scratch),
            )
        write_control(role, tree, target, version)
        return pack(tree, out / file_name(role, target, version), moment)


def main() -> int:
    """Build what is asked for and say where it is."""
    parser = argparse.ArgumentParser(prog="make debs", description="Build the Debian packages.")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder for the packages")
    parser.add_argument("--suite", choices=SUITES, action="append", help="Debian's name (default: bookworm)")
    parser.add_argument("--arch", choices=ARCHES, action="append", help="processor (default: amd64)")
    parser.add_argument("--all", action="store_true", help="every suite and processor")
    parser.add_argument("--role", choices=[role.name for role in ROLES], action="append", help="only these")
    args = parser.parse_args()
    suites = tuple(SUITES) if args.all else args.suite or ("bookworm",)
    arches = ARCHES if args.all else args.arch or ("amd64",)
    args.out.mkdir(parents=True, exist_ok=True)
    version = str(tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]["version"])
    moment = int(subprocess.check_output(("git", "-C", str(HOUSE), "log", "-1", "--format=%ct"), text=True))
    try:
        for suite in suites:
            for arch in arches:
                target = Target(suite, SUITES[suite], arch)
                for role in ROLES:
                    if not args.role or role.name in args.role:
                        print(build(role, target, version, moment, args.out))
    except LibraryMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
