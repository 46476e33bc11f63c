"""The systemd units: no word that systemd does not know, and as little freedom as each program needs."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rules.house import HOUSE

UNITS = sorted((HOUSE / "systemd").glob("*/usr/lib/systemd/system/*.service"))
PROGRAMS = [unit for unit in UNITS if unit.name.startswith("motcua-")]
STARTERS = sorted(
    path
    for kind in ("timer", "path")
    for path in (HOUSE / "systemd").glob(f"*/usr/lib/systemd/system/*.{kind}")
)
"""What starts jobs: those end, and begin again when it is time."""
SYSTEM = "usr/lib/systemd/system"
LISTS = frozenset(
    [
        "After",
        "Wants",
        "Environment",
        "ReadWritePaths",
        "RestrictAddressFamilies",
        "CapabilityBoundingSet",
        "AmbientCapabilities",
    ]
)
"""Keys of which a later line adds to an earlier one, unless it is empty. Not of calls: a later ``~`` takes them away again."""
SCORES = {
    "motcua-kiosk.service": 3.5,
    "motcua-screen.service": 2.5,
    "office-update-end.service": 8.0,
    "office-update.service": 8.0,
    "office-follow-install.service": 8.0,
    "office-follow-back.service": 8.0,
}
"""What draws needs devices and a session; what puts packages back writes programs, as dpkg does."""
USUAL_SCORE = 2.0
ANALYZE = shutil.which("systemd-analyze")

pytestmark = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not here")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine's files with all our units, and something at every path that they start."""
    top = tmp_path_factory.mktemp("root")
    for role in sorted((HOUSE / "systemd").iterdir()):
        if (role / SYSTEM).is_dir():
            shutil.copytree(role / SYSTEM, top / SYSTEM, dirs_exist_ok=True)
    for unit in UNITS:
        for program in re.findall(r"^Exec\w+=[-+]*(\S+)", unit.read_text("utf-8"), re.MULTILINE):
            (top / program[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy("/bin/true", top / program[1:])
    for unit in Path("/", SYSTEM).iterdir():
        if (
            unit.suffix in {".target", ".socket", ".slice", ".mount"}
            and not (top / SYSTEM / unit.name).exists()
        ):
            shutil.copy(unit, top / SYSTEM / unit.name, follow_symlinks=True)
    return top


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ("systemd-analyze", *words), capture_output=True, text=True, check=False, timeout=100
    )


@pytest.mark.parametrize("unit", [*UNITS, *STARTERS], ids=lambda unit: unit.name)
def test_systemd_understands_every_word(root: Path, unit: Path) -> None:
    found = analyze("verify", f"--root={root}", "--man=no", unit.name)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_a_word_that_systemd_does_not_know_is_noticed(root: Path) -> None:
    (root / SYSTEM / "motcua-wrong.service").write_text("[Service]\nExecStart=/usr/bin/motcua\nWatchdog=5\n")
    assert "Watchdog" in analyze("verify", f"--root={root}", "--man=no", "motcua-wrong.service").stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_program_may_do_little(root: Path, unit: Path) -> None:
    found = analyze("security", "--offline=true", f"--root={root}", unit.name)
    score = re.search(r"exposure level for \S+: ([\d.]+)", found.stdout)
    assert score, found.stdout + found.stderr
    assert float(score[1]) <= SCORES.get(unit.name, USUAL_SCORE)


@pytest.mark.parametrize("unit", PROGRAMS, ids=lambda unit: unit.name)
def test_no_unit_gives_up(unit: Path) -> None:
    """What every unit has in common comes back without limits; none takes that away."""
    common = (HOUSE / "systemd/common" / SYSTEM / "motcua-.service.d/10-common.conf").read_text("utf-8")
    assert "Restart=always" in common
    assert "StartLimitIntervalSec=0" in common
    own = unit.read_text("utf-8")
    assert not re.search(r"^(Restart|StartLimit\w*|RestartPreventExitStatus|Requires)=", own, re.MULTILINE)


@pytest.mark.parametrize("unit", [*PROGRAMS, *STARTERS], ids=lambda unit: unit.name)
def test_every_unit_starts_with_the_machine(unit: Path) -> None:
    """systemd takes no ``[Install]`` from a file that units share."""
    assert "\n[Install]\nWantedBy=motcua.target\n" in unit.read_text("utf-8")


def test_every_job_is_started_by_something() -> None:
    ours = {path.stem for path in STARTERS if "\nUnit=" not in path.read_text("utf-8")}
    target = (HOUSE / "systemd/common" / SYSTEM / "motcua.target").read_text("utf-8")
    wanted = set(re.findall(r"^Wants=(office-\S+)\.service$", target, re.MULTILINE))
    assert {unit.stem for unit in UNITS} - {unit.stem for unit in PROGRAMS} == ours | wanted


WISHED = [path for path in STARTERS if re.search(r"^PathExists=/var/", path.read_text("utf-8"), re.MULTILINE)]


def wish_after(path: Path, result: str, folder: Path) -> Path:
    """A wish, after what the job does around its program when it ended with this result."""
    named = re.search(r"^PathExists=(\S+)$", path.read_text("utf-8"), re.MULTILINE)
    assert named
    wish = folder / "wanted"
    wish.touch()
    job = path.with_suffix(".service").read_text("utf-8").replace(named[1], str(wish))
    for line in re.findall(r"^Exec(?:StartPre|StopPost)=-?(\S*sh .*|\S*rm .*)$", job, re.MULTILINE):
        subprocess.run(shlex.split(line), env={"SERVICE_RESULT": result}, check=True)
    return wish


@pytest.mark.parametrize("path", WISHED, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "result", ["exit-code", "timeout", "signal", "exec-condition", "watchdog", "oom-kill"]
)
def test_what_a_page_wished_is_gone_however_its_job_fails(path: Path, result: str, tmp_path: Path) -> None:
    """A path that is still there starts its job again at once, until the service manager gives up: then no press does anything."""
    assert not wish_after(path, result, tmp_path).exists()


def test_a_backup_that_was_wished_while_one_was_made_is_made_next(tmp_path: Path) -> None:
    """The program takes the wish before it begins (``controller/backup/state.py``), so one that is there afterwards is another."""
    path = HOUSE / "systemd/controller" / SYSTEM / "office-backup.path"
    assert wish_after(path, "success", tmp_path).exists()


def test_the_controller_may_ask_whether_the_clock_is_kept_right() -> None:
    """systemd's own set does not have the call, so without a word of ours no time sync would ever be heard."""
    allowed = subprocess.run(
        ("systemd-analyze", "syscall-filter", "@system-service"), capture_output=True, text=True, check=True
    )
    assert "adjtimex" not in allowed.stdout
    own = (HOUSE / "systemd/controller" / SYSTEM / "motcua-controller.service.d/20-clock.conf").read_text(
        "utf-8"
    )
    assert "\nProtectClock=no\nSystemCallFilter=adjtimex\n" in own


@pytest.mark.parametrize("unit", PROGRAMS, ids=lambda unit: unit.name)
def test_no_unit_says_what_the_common_drop_in_then_says_otherwise(unit: Path) -> None:
    """A drop-in is read after the unit: a broker with ``WatchdogSec=0`` was killed every twenty seconds all the same."""
    common = (HOUSE / "systemd/common" / SYSTEM / "motcua-.service.d/10-common.conf").read_text("utf-8")
    said = {
        key
        for key, value in re.findall(r"^(\w+)=(.*)$", common, re.MULTILINE)
        if key not in LISTS or not value
    }
    own = set(re.findall(r"^(\w+)=", unit.read_text("utf-8"), re.MULTILINE))
    assert own & said == set()


@pytest.mark.parametrize("unit", PROGRAMS, ids=lambda unit: unit.name)
def test_a_session_has_its_sockets_where_it_may_write(unit: Path) -> None:
    """``ProtectHome`` of all units hides ``/run/user``, so a compositor there would find no place for its socket."""
    own, name = unit.read_text("utf-8"), unit.stem
    if "PAMName=" in own:
        assert f"\nExecStart=/usr/bin/env XDG_RUNTIME_DIR=%t/{name} /usr/bin/cage " in own
        assert f"\nRuntimeDirectory={name}\nRuntimeDirectoryMode=0700\n" in own


def test_no_program_starts_before_a_cut_update_is_ended() -> None:
    common = (HOUSE / "systemd/common" / SYSTEM / "motcua-.service.d/10-common.conf").read_text("utf-8")
    assert re.search(r"^After=.*\boffice-update-end\.service$", common, re.MULTILINE)


@pytest.mark.parametrize(
    "job",
    [
        unit
        for unit in UNITS
        if "motcua update apply" in unit.read_text("utf-8") or "update back" in unit.read_text("utf-8")
    ],
    ids=lambda unit: unit.name,
)
def test_no_update_begins_or_goes_back_before_a_cut_one_is_ended(job: Path) -> None:
    assert "\nAfter=office-update-end.service\n" in job.read_text("utf-8")
