"""A signed update goes from the centre's folder to where one from a stick would lie, and nothing worse takes its place."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from contracts.offered_updates import MOST_PART, Getting, UpdateAsked
from controller.sending.settings import ProvinceSettings
from controller.updates.from_centre import EVERY_S, HALF, NOTE, FromCentre
from controller.updates.shelf import BUNDLE, FOLDER, WANTED, Shelf
from hardware.update.errors import UpdateError
from province.bundles import Bundles
from province.people import People, Role
from province.placing import place
from province.registry import Registry
from province.schema import BUNDLE as BUNDLES
from province.settings import CentreSettings
from province.web.app import WebParts, build_app
from simulation.province.postgres import Cluster
from tests.days import MORNING
from tests.integration.province.centre_house import PASSWORD, Browser
from tests.integration.province.relay_house import key_of
from tests.serving import served
from tests.unit.update.test_update import Office

pytestmark = pytest.mark.slow


class Way:
    """A centre, an office of it with real packages, and what lies between them."""

    def __init__(self, folder: Path, engine: Engine, address: str) -> None:
        self.folder, self.engine, self.address = folder, engine, address
        self.bundles = Bundles(engine, lambda: MORNING, folder / "centre")
        self.registry = Registry(engine, lambda: MORNING)
        self.sender, key = key_of(self.registry, "xa-001")
        self.key_file = folder / "province.key"
        self.key_file.write_text(key)
        self.opened: list[FromCentre] = []
        (folder / "machine").mkdir()
        self.office = Office(folder / "machine")
        self.shelf = Shelf(folder / "data", self.office.machine, self.office.keys)

    def bundle(self, version: str = "1.1", **kind: str) -> Path:
        return self.office.bundle(version, **kind)

    def offer(self, file: Path, keys: Path | None = None) -> int:
        self.bundles.place(file, keys or self.office.keys)
        number = max(bundle.id for bundle in self.bundles.all())
        self.bundles.offer(number, (), to_all=True)
        return number

    def fetching(self, address: str = "") -> FromCentre:
        wished: dict[str, Any] = {"url": address or self.address, "key_file": self.key_file, "updates": True}
        made = FromCentre(ProvinceSettings.model_validate(wished), self.shelf)
        made.between_s = 0
        self.opened.append(made)
        return made

    def told(self) -> UpdateAsked:
        return self.bundles.told()[self.sender.office].asked

    def files(self) -> set[str]:
        folder = self.folder / "data" / FOLDER
        return {path.name.partition("-")[0] for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture
async def way(tmp_path: Path, engine: Engine) -> AsyncIterator[Way]:
    settings = CentreSettings(name="Nghệ An", updates=tmp_path / "centre")
    async with served(build_app(WebParts(settings, engine, lambda: MORNING))) as address:
        made = Way(tmp_path, engine, address)
        yield made
        for each in made.opened:
            await each.close()


async def look(fetching: FromCentre, trouble: str = "") -> None:
    wait = await fetching.once(lambda: 0.5)
    assert fetching.seen.trouble == trouble
    assert (wait == EVERY_S) == (not trouble)


async def test_what_is_offered_lies_where_one_from_a_stick_would(way: Way, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("province.bundles.MOST_PART", 700)  # parts, though this one is small
    monkeypatch.setattr("controller.updates.from_centre.MOST_PART", 6000)
    file = way.bundle()
    fetching = way.fetching()
    await look(fetching)
    assert way.told() == UpdateAsked(runs="1.0", suite="bookworm", arch=way.office.machine.arch())
    number = way.offer(file)
    await look(fetching)
    assert (way.folder / "data" / FOLDER / BUNDLE).read_bytes() == file.read_bytes()
    offer = way.shelf.offered()
    assert offer
    assert (offer.version, offer.key, offer.trouble) == ("1.1", "maker", None)
    assert not way.shelf.said(WANTED), "a person says when"
    assert (way.told().getting, way.told().version) == (Getting.WAITS, "1.1")
    way.shelf.discard()
    await look(fetching)
    assert way.shelf.offered() is None, "what was thrown away does not come again by itself"
    assert way.told().getting is Getting.DECLINED
    await fetching.again()
    assert fetching.soon.is_set()
    await look(way.fetching())
    assert way.shelf.offered() is not None
    way.bundles.offer(number, (), to_all=False)
    await look(fetching)
    assert fetching.seen.offered.version == ""
    assert way.shelf.offered() is not None, "what was fetched stays"


async def test_a_cut_line_goes_on_where_it_was_and_a_damaged_half_from_the_beginning(
    way: Way, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("province.bundles.MOST_PART", 5000)
    file = way.bundle()
    way.offer(file)
    fetching = way.fetching()
    parts: list[str] = []
    usual = fetching._centre.fetch

    async def cut(path: str, most: int) -> bytes:
        if len(parts) == 1:
            way.registry.revoke(way.sender.office, way.sender.key)
        parts.append(path)
        return await usual(path, most)

    monkeypatch.setattr(fetching._centre, "fetch", cut)
    await look(fetching, "key")
    half = next((way.folder / "data" / FOLDER).glob(f"{HALF}*"))
    assert half.stat().st_size == 5000
    way.key_file.write_text(way.registry.give_key(way.sender.office).whole)
    half.write_bytes(
        file.read_bytes()[:4000] + b"\0" * 1000
    )  # the power was cut: the end is not what was written
    await look(way.fetching(), "update-damaged")
    assert way.files() <= {NOTE.partition("-")[0]}
    await look(way.fetching())
    assert way.shelf.offered()
    assert parts[0].endswith("from=0")
    assert parts[1].endswith("from=5000")


async def test_what_cannot_be_used_is_refused_in_a_sentence_and_what_waits_stays(way: Way):
    good = way.bundle("1.1")
    with good.open("rb") as opened:
        way.shelf.take(opened)
    stranger = way.folder / "stranger"
    stranger.mkdir()
    theirs = Office(stranger)
    cases = [("wrong-signature", theirs.bundle("3.0"), theirs.keys), ("not-newer", way.bundle("0.9"), None)]
    for why, file, keys in cases:
        number = way.offer(file, keys)
        fetching = way.fetching()
        await look(fetching)
        if why == "not-newer":  # what waits is newer than that, so nobody asks further
            assert way.told().getting is not Getting.FETCHING
            way.shelf.discard()
            await look(fetching)
        assert (fetching.seen.note.why, way.told().why) == (why, why)
        assert way.told().getting is Getting.REFUSED
        assert not list((way.folder / "data" / FOLDER).glob(f"{HALF}*"))
        offer = way.shelf.offered()
        assert why == "not-newer" or (offer and offer.version == "1.1"), "what waited stays"
        way.bundles.remove(number)
    with pytest.raises(UpdateError, match="damaged"):
        way.offer(_with_a_flipped_bit(good))
    cut = way.folder / "cut.motcua"
    cut.write_bytes(good.read_bytes().rpartition(b"!<arch>")[0])  # before the last package begins
    with pytest.raises(UpdateError, match="no-bundle"):
        way.offer(cut)
    assert way.bundles.all() == []


def _with_a_flipped_bit(file: Path) -> Path:
    content = bytearray(file.read_bytes())
    content[content.index(b"!<arch>") + 200] ^= 1
    out = file.with_name("flipped.motcua")
    out.write_bytes(content)
    return out


async def test_a_centre_that_lies_gets_nothing_onto_the_shelf(way: Way):
    number = way.offer(way.bundle("0.9"))
    with way.engine.begin() as connection:  # it says 9.9, and 0.9 is what lies there
        connection.execute(update(BUNDLES).values(version="9.9"))
    await look(way.fetching())
    assert way.told().why == "not-newer"
    with way.engine.begin() as connection:
        connection.execute(update(BUNDLES).values(version="9.9", size=2**39))
    (way.folder / "data" / FOLDER / NOTE).unlink()
    await look(way.fetching())
    assert way.told().why == "too-large"
    assert way.shelf.offered() is None
    way.bundles.remove(number)
    number = way.offer(way.bundle("1.1"))
    for lying in (way.folder / "centre").glob("*.motcua"):
        lying.write_bytes(b"\0" * lying.stat().st_size)
    await look(way.fetching())
    assert way.told().getting is Getting.REFUSED
    way.bundles.remove(number)
    number = way.offer(way.bundle("1.1"))
    next((way.folder / "centre").glob("*.motcua")).unlink()
    (way.folder / "data" / FOLDER / NOTE).unlink()
    await look(way.fetching(), "update-gone")
    assert way.shelf.offered() is None


async def test_a_full_disk_a_wish_and_a_newer_one_that_waits_are_left_alone(
    way: Way, monkeypatch: pytest.MonkeyPatch
):
    way.offer(way.bundle("1.1"))
    free = shutil.disk_usage(way.folder).free
    with monkeypatch.context() as full:
        full.setattr("controller.updates.shelf.SPARE_BYTES", free * 2)
        await look(way.fetching(), "update-disk")
    assert way.files() == set()
    newer = way.bundle("1.2")
    with newer.open("rb") as opened:
        way.shelf.take(opened)
    way.shelf.say(WANTED)
    way.offer(way.bundle("1.3"))
    await look(way.fetching())
    offer = way.shelf.offered()
    assert offer
    assert offer.version == "1.2", "somebody has said when it is installed"
    assert way.shelf.said(WANTED)
    way.shelf.withdraw()
    await look(way.fetching())
    offer = way.shelf.offered()
    assert offer
    assert offer.version == "1.3"


async def test_an_office_gets_what_is_offered_to_it_and_for_its_debian(way: Way):
    other, _ = key_of(way.registry, "xa-002")
    number = way.offer(way.bundle("1.1"))
    digest = way.bundles.all()[0].digest
    asked = UpdateAsked(runs="1.0", suite="bookworm", arch="arm64")
    assert way.bundles.ask(other, asked).version == "1.1"
    assert way.bundles.ask(other, asked.model_copy(update={"suite": "trixie"})).version == ""
    way.bundles.offer(number, (way.sender.office,), to_all=False)
    assert way.bundles.ask(other, asked).version == ""
    assert way.bundles.part(other, digest, 0) is None
    assert way.bundles.ask(way.sender, asked).version == "1.1"
    part = way.bundles.part(way.sender, digest, 0)
    assert part
    assert len(part) <= MOST_PART
    for start in (-1, 2**40):
        assert way.bundles.part(way.sender, digest, start) is None
    assert way.bundles.part(way.sender, "../../etc/passwd", 0) is None
    way.offer(way.bundle("1.10"))
    way.offer(way.bundle("1.9"))
    assert way.bundles.ask(way.sender, asked).version == "1.10", "whatever was placed last"
    assert [bundle.version for bundle in way.bundles.all()] == ["1.10", "1.9", "1.1"]


async def test_heads_offer_and_the_fleet_shows_what_becomes_of_it(way: Way):
    People(way.engine, lambda: MORNING).add("tinh", "Người của tỉnh", PASSWORD, Role.HEAD, "")
    settings = CentreSettings(name="Nghệ An", updates=way.folder / "centre")
    app = build_app(WebParts(settings, way.engine, lambda: MORNING))
    way.bundles.place(way.bundle("1.1"), way.office.keys)

    def go() -> None:
        browser = Browser(app)
        assert browser.get("/may/cap-nhat", follow_redirects=False).status_code == 303
        browser.post("/dang-nhap", data={"name": "tinh", "password": PASSWORD})
        page = browser.get("/may/cap-nhat").text
        assert "1.1" in page
        assert "chữ ký của maker" in page
        wrong = browser.post("/may/cap-nhat/1", data={"to": "named", "codes": "xa-001 xa-999"})
        assert wrong.status_code == 422
        assert "Không có đơn vị nào mang mã: xa-999" in wrong.text
        assert browser.post("/may/cap-nhat/1", data={"to": "named"}).status_code == 422
        assert browser.post("/may/cap-nhat/9", data={"to": "all"}).status_code == 404
        assert "đơn vị chưa hỏi" not in browser.get("/may").text
        assert (
            'value="XA-001"'
            not in browser.post("/may/cap-nhat/1", data={"to": "named", "codes": "XA-001,"}).text
        )
        assert "đơn vị chưa hỏi" in browser.get("/may").text
        asked = UpdateAsked(
            runs="1.0",
            suite="bookworm",
            arch="arm64",
            getting=Getting.REFUSED,
            version="1.1",
            why="wrong-signature",
        )
        way.bundles.ask(way.sender, asked)
        assert "không dùng được ở đó: chữ ký không đúng" in browser.get("/may").text
        assert "mời bản cập nhật" in browser.get("/nhat-ky").text
        assert "Chưa có bản cập nhật nào" in browser.post("/may/cap-nhat/1/bo").text
        assert not list((way.folder / "centre").glob("*.motcua"))

    await asyncio.to_thread(go)


def test_the_command_says_what_it_did_and_what_is_wrong(
    tmp_path: Path, engine: Engine, cluster: Cluster, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "machine").mkdir()
    office = Office(tmp_path / "machine")
    settings = tmp_path / "province.toml"

    def placed(file: Path, updates: str) -> tuple[int, str]:
        settings.write_text(f'name = "Nghệ An"\ndatabase = "{cluster.address}"\n{updates}', "utf-8")
        status = place(["--settings", str(settings), "--keys", str(office.keys), str(file)])
        said = capsys.readouterr()
        return status, said.out + said.err

    folder = f'updates = "{tmp_path}/centre"\n'
    good = office.bundle()
    assert "ghi mục updates" in placed(good, "")[1]
    assert placed(good, folder)[0] == 0
    assert placed(good, folder)[0] == 0, "once more is no harm"
    assert len(Bundles(engine, lambda: MORNING, tmp_path).all()) == 1
    assert "Không đọc hoặc ghi được" in placed(tmp_path / "nothing.motcua", folder)[1]
    assert "không phải bản cập nhật" in placed(settings, folder)[1]
    assert [path.suffix for path in (tmp_path / "centre").iterdir()] == [".motcua"], "nothing half lies there"
