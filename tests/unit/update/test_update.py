"""A signed update on a real dpkg below a folder: proved, installed, taken back; and whatever is wrong harms nothing."""

import os
import shutil
import subprocess
import tarfile
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.update import applying, bundle
from hardware.update.__main__ import main
from hardware.update.applying import State, apply, go_back, state_in, verify
from hardware.update.bundle import MANIFEST, look, newest_in, unpack, write_bundle
from hardware.update.errors import UpdateError
from hardware.update.machine import Machine
from hardware.update.manifest import MOST_BYTES
from hardware.update.signing import make_key

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg"),
]
END = Path(__file__).parents[3] / "systemd/common/usr/lib/motcua/end-update"
"""What a machine runs at each start."""
NAMES = ("motcua-common", "motcua-panel")


@dataclass(frozen=True)
class Watched(Machine):
    """A machine whose service manager says this of the programs, by what is installed."""

    bad: str = ""

    def trouble(self) -> str:
        return "motcua-panel.service" if self.bad and self.bad in self.installed().values() else ""


class Office:
    """A machine with version 1.0, and whoever makes updates for it."""

    def __init__(self, folder: Path, bad: str = "") -> None:
        self.folder, root = folder, folder / "root"
        for path in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "etc"):
            (root / path).mkdir(parents=True)
        for file in ("status", "available"):
            (root / "var/lib/dpkg" / file).touch()
        (root / "etc/os-release").write_text('VERSION_CODENAME="bookworm"\n', "utf-8")
        self.machine = Watched(root=root, bad=bad)
        self.keys = folder / "keys"
        self.keys.mkdir()
        self.private = folder / "maker"
        shutil.copy(make_key(self.private), self.keys / "maker.pub")
        self.steps: list[str] = []
        self.machine.install(self.debs("1.0"))

    def deb(self, name: str, version: str, extra: str = "") -> Path:
        tree = self.folder / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "usr/lib").mkdir(parents=True)
        (tree / "etc/motcua").mkdir(parents=True)
        (tree / "usr/lib" / name).write_text(f"{version}\n", "utf-8")
        (tree / "usr/lib" / f"{name}.link").symlink_to(name)
        (tree / "etc/motcua" / f"{name}.toml").write_text(f"# of {version}\n", "utf-8")
        (tree / "DEBIAN/conffiles").write_text(f"/etc/motcua/{name}.toml\n", "utf-8")
        (tree / "DEBIAN/control").write_text(
            f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: m <m@localhost>\n"
            f"{extra}Description: of a trial\n with a second line\n",
            "utf-8",
        )
        out = self.folder / f"{name}_{version}_all.deb"
        subprocess.run(("dpkg-deb", "--root-owner-group", "-Zgzip", "-b", tree, out), check=True, stdout=-3)
        return out

    def debs(self, version: str) -> list[Path]:
        return [self.deb(name, version) for name in NAMES]

    def bundle(self, version: str = "1.1", suite: str = "bookworm", arch: str = "all") -> Path:
        out = self.folder / f"{version}.motcua"
        write_bundle(self.debs(version), version, suite, arch, self.private, out)
        return out

    def apply(self, file: Path, *, older: bool = False) -> State:
        return apply(file, self.keys, self.machine, self.steps.append, older=older)

    def says(self, name: str = "motcua-panel") -> str:
        return (self.machine.root / "usr/lib" / name).read_text("utf-8").strip()

    def refuses(self, file: Path, key: str) -> UpdateError:
        """What is wrong; and that the machine is as it was."""
        before = (self.machine.installed(), self.says(), state_in(self.machine))
        with pytest.raises(UpdateError) as caught:
            self.apply(file)
        assert caught.value.key == key
        assert (self.machine.installed(), self.says(), state_in(self.machine)) == before
        return caught.value


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_signed_bundle_is_installed_and_settings_of_people_stay(office: Office) -> None:
    settings = office.machine.root / "etc/motcua/motcua-panel.toml"
    settings.write_text("# a person's\n", "utf-8")
    file = office.bundle()
    assert verify(file, office.keys, office.machine).key == "maker"
    assert office.says() == "1.0", "to verify changes nothing"
    done = office.apply(file)
    assert (done.phase, done.before, done.version) == ("done", "1.0", "1.1")
    assert office.machine.installed() == dict.fromkeys(NAMES, "1.1")
    assert office.says() == "1.1"
    assert settings.read_text("utf-8") == "# a person's\n"
    assert office.steps == ["unpacking", "keeping", "installing", "watching"]


def test_what_does_not_work_goes_back_by_itself(tmp_path: Path) -> None:
    office = Office(tmp_path, bad="1.1")
    with pytest.raises(UpdateError) as caught:
        office.apply(office.bundle())
    assert caught.value.key == "went-back"
    assert caught.value.facts == {"version": "1.1", "before": "1.0", "why": "motcua-panel.service"}
    assert office.machine.installed() == dict.fromkeys(NAMES, "1.0")
    assert office.says() == "1.0"
    assert (office.machine.root / "usr/lib/motcua-panel.link").is_symlink()
    assert state_in(office.machine).phase == "went-back"
    assert office.apply(office.bundle("1.2")).phase == "done"


def test_settings_of_people_outlive_an_update_that_went_back_and_every_one_after_it(tmp_path: Path) -> None:
    office = Office(tmp_path, bad="1.1")
    theirs, packed = (office.machine.root / f"etc/motcua/{name}.toml" for name in NAMES)
    theirs.write_text("# a person's\n", "utf-8")
    with pytest.raises(UpdateError):
        office.apply(office.bundle())
    assert theirs.read_text("utf-8") == "# a person's\n"
    assert packed.read_text("utf-8") == "# of 1.0\n", "what nobody changed goes back with its program"
    again = office.debs("1.0")  # as the maker's own, by hand
    root = ("--root=" + str(office.machine.root), "--force-not-root")
    subprocess.run(("dpkg", *root, "--force-confold", "-i", *again), check=True, stdout=-3, stdin=-3)
    assert theirs.read_text("utf-8") == "# a person's\n"
    office.apply(office.bundle("1.2"))
    assert (theirs.read_text("utf-8"), packed.read_text("utf-8")) == ("# a person's\n", "# of 1.2\n")


def test_a_package_that_dpkg_does_not_take_goes_back(office: Office) -> None:
    debs = [office.deb(NAMES[0], "1.1"), office.deb(NAMES[1], "1.1", "Depends: not-there\n")]
    file = office.folder / "bad.motcua"
    write_bundle(debs, "1.1", "bookworm", "all", office.private, file)
    with pytest.raises(UpdateError) as caught:
        office.apply(file)
    assert caught.value.key == "went-back"
    assert office.machine.installed() == dict.fromkeys(NAMES, "1.0")
    assert office.says() == "1.0"


@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize("by_script", [True, False])
def test_a_power_cut_in_the_middle_is_ended_by_going_back(
    office: Office, *, configured: bool, by_script: bool
) -> None:
    """Cut after the packages of before were kept: with all of them new, or with one."""
    file = office.bundle()

    class Cut(Exception):  # noqa: N818
        pass

    class Falls(Watched):
        def install(self, debs: object) -> None:
            first = list(debs)[: 2 if configured else 1]  # type: ignore[call-overload]
            super().install(first)
            raise Cut

    with pytest.raises(Cut):
        apply(file, office.keys, Falls(root=office.machine.root), office.steps.append)
    assert state_in(office.machine).phase == "installing"
    if by_script:
        subprocess.run(("sh", END, office.machine.root), check=True, capture_output=True)
    else:
        go_back(office.machine, "cut-short")
    assert office.machine.installed() == dict.fromkeys(NAMES, "1.0")
    assert (state_in(office.machine).phase, state_in(office.machine).why) == ("went-back", "cut-short")
    assert office.apply(file).phase == "done"


def test_by_hand_it_goes_back_and_only_where_something_was_kept(office: Office) -> None:
    with pytest.raises(UpdateError, match="nothing-before"):
        go_back(office.machine, "by-hand")
    office.apply(office.bundle())
    go_back(office.machine, "by-hand")
    assert office.says() == "1.0"


def test_an_older_or_the_same_version_is_refused_unless_it_is_meant(office: Office) -> None:
    assert office.refuses(office.bundle("0.9"), "not-newer").facts["now"] == "1.0"
    office.refuses(office.bundle("1.0"), "not-newer")
    assert office.apply(office.bundle("0.9"), older=True).version == "0.9"
    assert office.says() == "0.9"


def test_a_bundle_for_another_machine_is_refused(office: Office) -> None:
    office.refuses(office.bundle(suite="trixie"), "other-suite")
    office.refuses(office.bundle(arch="sparc"), "other-arch")
    half = office.folder / "half.motcua"
    write_bundle([office.deb(NAMES[0], "1.1")], "1.1", "bookworm", "all", office.private, half)
    assert office.refuses(half, "incomplete").facts["missing"] == "motcua-panel"


def test_packages_of_another_version_than_the_bundle_names_are_refused_where_it_is_made_and_installed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    debs, file = [office.deb(NAMES[0], "1.1"), office.deb(NAMES[1], "1.2")], office.folder / "mixed.motcua"
    with pytest.raises(UpdateError) as caught:
        write_bundle(debs, "1.1", "bookworm", "all", office.private, file)
    assert (caught.value.key, caught.value.facts["package"]) == ("other-version", "motcua-panel")
    assert not file.exists()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(bundle, "need_version", lambda *_: None)
        write_bundle(debs, "1.1", "bookworm", "all", office.private, file)
    office.refuses(file, "other-version")


def test_nobody_elses_key_and_no_key_at_all(office: Office, tmp_path: Path) -> None:
    file = office.bundle()
    other = tmp_path / "other"
    shutil.copy(make_key(other), office.keys / "maker.pub")
    office.refuses(file, "wrong-signature")
    (office.keys / "maker.pub").write_text("no key\n", "utf-8")
    office.refuses(file, "no-trusted-key")


@pytest.mark.parametrize(
    "at", [MANIFEST, "signature", "motcua-common_1.1_all.deb", "motcua-panel_1.1_all.deb"]
)
def test_one_flipped_byte_anywhere_is_found_before_anything_is_installed(office: Office, at: str) -> None:
    file = office.bundle()
    with tarfile.open(file) as tar:
        member = tar.getmember(at)
        where = member.offset_data + member.size // 2
    data = bytearray(file.read_bytes())
    data[where] ^= 1
    file.write_bytes(data)
    office.refuses(file, "damaged" if at.endswith(".deb") else "wrong-signature")


def test_a_file_that_was_not_copied_to_its_end(office: Office) -> None:
    file = office.bundle()
    with tarfile.open(file) as tar:
        last = tar.getmembers()[-1]
    whole = file.read_bytes()
    for length in (0, 100, 600, last.offset_data // 2, last.offset_data + last.size - 1):
        short = office.folder / "short.motcua"
        short.write_bytes(whole[:length])
        with pytest.raises(UpdateError) as caught:
            office.apply(short)
        assert caught.value.key in ("no-bundle", "strange", "damaged"), length
        assert office.says() == "1.0"


def test_packages_of_one_bundle_are_not_taken_with_the_manifest_of_another(office: Office) -> None:
    first, second = office.bundle("1.1"), office.bundle("1.2")
    mixed = office.folder / "mixed.motcua"
    with tarfile.open(first) as a, tarfile.open(second) as b, tarfile.open(mixed, "w") as out:
        for member in a.getmembers()[:2]:
            out.addfile(member, a.extractfile(member))
        for member in b.getmembers()[2:]:
            out.addfile(member, b.extractfile(member))
    office.refuses(mixed, "damaged")


def test_a_stick_without_a_bundle_no_room_and_no_place(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "SPARE_BYTES", 1 << 60)
    assert int(office.refuses(office.bundle(), "no-room").facts["needed"]) >= 1 << 40
    stick = office.folder / "stick"
    stick.mkdir()
    assert main(["verify", str(stick), "--root", str(office.machine.root)]) == 1
    assert "Không có bản cập nhật nào" in capsys.readouterr().err
    assert main(["verify", str(stick / "x"), "--root", str(office.machine.root)]) == 1
    assert "Không có tệp" in capsys.readouterr().err
    shutil.rmtree(office.machine.place)
    office.machine.place.write_text("a file where the folder must be", "utf-8")
    office.refuses(office.bundle(), "no-place")


def test_what_is_no_bundle_at_all(office: Office) -> None:
    for name, content in (("text", b"hello"), ("zeros", bytes(20_000))):
        file = office.folder / name
        file.write_bytes(content)
        assert office.refuses(file, "no-bundle")
    with pytest.raises(UpdateError, match=r"unreadable|no-bundle"):
        look(office.folder, office.keys)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_what_stands_before_the_manifest_is_never_read_into_memory(office: Office, kind: bytes) -> None:
    head = tarfile.TarInfo("x")
    head.type, head.size = kind, 64 * 1024**2
    file = office.folder / "hostile.motcua"
    file.write_bytes(head.tobuf(tarfile.USTAR_FORMAT))
    os.truncate(file, head.size)
    tracemalloc.start()
    try:
        with pytest.raises(UpdateError, match="strange"):
            look(file, office.keys)
        assert tracemalloc.get_traced_memory()[1] < 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("size", [-1, -5, MOST_BYTES + 1])
def test_a_size_that_no_manifest_has(office: Office, size: int) -> None:
    head = tarfile.TarInfo(MANIFEST)
    head.size = size
    file = office.folder / "hostile.motcua"
    file.write_bytes(head.tobuf(tarfile.GNU_FORMAT) + bytes(tarfile.BLOCKSIZE))
    office.refuses(file, "strange")


def test_what_a_mac_lays_beside_a_bundle_on_a_stick_is_none(office: Office) -> None:
    stick = office.folder / "stick"
    stick.mkdir()
    whole = office.bundle().rename(stick / "1.1.motcua")
    beside = stick / "._1.1.motcua"
    beside.write_bytes(b"Mac OS X")
    os.utime(whole, (1, 1))
    assert newest_in(stick) == whole


def test_the_same_packages_make_the_same_manifest_and_unpack_to_the_same_bytes(office: Office) -> None:
    file, into = office.bundle(), office.folder / "into"
    into.mkdir()
    proved = unpack(file, office.keys, into)
    for package in proved.manifest.packages:
        assert (into / package.file).read_bytes() == (office.folder / package.file).read_bytes()
    assert applying.state_in(office.machine) == State()


def test_the_command_makes_keys_and_bundles_and_proves_them(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    private = office.folder / "k" / "province"
    assert main(["key", str(private)]) == 0
    assert main(["key", str(private)]) == 1
    assert "đã có" in capsys.readouterr().err
    shutil.copy(private.with_name("province.pub"), office.keys)
    out = office.folder / "made.motcua"
    debs = [str(path) for path in office.debs("2.0")]
    made = ["make", *debs, "--key", str(private), "--version", "2.0", "--suite", "bookworm", "--arch", "all"]
    assert main([*made, "--out", str(out)]) == 0
    where = ["--root", str(office.machine.root), "--keys", str(office.keys)]
    assert main(["verify", str(out), *where]) == 0
    assert "chữ ký của province" in capsys.readouterr().out
    assert private.stat().st_mode & 0o077 == 0


def test_two_updates_at_once_are_one_and_no_start_takes_one_for_cut_short(office: Office) -> None:
    file, refused = office.bundle(), list[str]()

    def meanwhile(step: str) -> None:
        if step == "installing":
            with pytest.raises(UpdateError) as caught:
                office.apply(file)
            refused.append(caught.value.key)
        if step == "watching":
            subprocess.run(("sh", END, office.machine.root), check=True, capture_output=True)

    assert apply(file, office.keys, office.machine, meanwhile).phase == "done"
    assert refused == ["busy"]
    assert office.says() == "1.1"


class Managed(Machine):
    """A machine whose service manager answers from a story: (state, restarts) at each look, the last for ever."""

    def __init__(self, *story: tuple[str, int]) -> None:
        super().__init__(watch_s=0.3)
        object.__setattr__(self, "story", list(story))

    def _systemctl(self, *words: str) -> str:
        story: list[tuple[str, int]] = self.story  # type: ignore[attr-defined]
        if words[0] == "list-unit-files":
            return "motcua-panel.service enabled enabled\n"
        state, restarts = story[0]
        if words[0] == "show":
            return f"{restarts}\n"
        if len(story) > 1:
            story.pop(0)
        return f"{state}\n"


@pytest.mark.parametrize(
    ("story", "trouble"),
    [
        ([("active", 0)], ""),
        ([("activating", 0), ("activating", 0), ("active", 1)], ""),
        ([("failed", 0)], "motcua-panel.service"),
        ([("active", n) for n in range(200)], "motcua-panel.service"),
        ([("activating", n) for n in range(200)], "motcua-panel.service"),
    ],
)
def test_a_program_must_work_on_without_being_started_again(
    story: list[tuple[str, int]], trouble: str
) -> None:
    assert Managed(*story).trouble() == trouble
