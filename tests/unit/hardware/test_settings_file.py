"""Settings files: every error at once, each with what to do about it; and a listing without secrets."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem, Settings
from controller.clerk_settings import ClerkSettings
from controller.settings import TokenSettings
from hardware.host.settings_file import SettingsError, load_settings, show_settings


class Seat(Part):
    name: str = Field(min_length=2)
    legs: int = Field(4, ge=1)
    door_token: str = Field("", max_length=8)


class Room(Part):
    seats: tuple[Seat, ...] = ()
    window: Seat | None = None


class House(Settings):
    title: str
    rooms: tuple[Room, ...] = ()
    places: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    garden: Room = Room()
    master_secret: str = ""

    def problems(self) -> Iterator[Problem]:
        for index, room in enumerate(self.rooms):
            if not room.seats:
                yield Problem(f"rooms.{index}.seats", "none", "at least one")


class Tower(Settings):
    seats: Annotated[tuple[Seat, ...], Field(min_length=1)]


def written(folder: Path, text: str) -> Path:
    path = folder / "house.toml"
    path.write_text(text, "utf-8")
    return path


def lines_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(folder, text), House)
    assert str(caught.value) == "\n".join(f"{folder / 'house.toml'}: {line}" for line in caught.value.lines)
    return caught.value.lines


def test_a_good_file_is_read(tmp_path: Path):
    house = load_settings(written(tmp_path, 'title = " Nhà "\n[[rooms]]\nseats = [{name = "sofa"}]'), House)
    assert (house.title, house.rooms[0].seats[0].legs) == ("Nhà", 4)


def test_every_error_is_told_at_once_with_key_finding_and_what_is_allowed(tmp_path: Path):
    lines = lines_of(
        tmp_path,
        """
        titel = "Nhà"
        [[rooms]]
        seats = [{name = "sofa"}, {name = "x", legs = 0}, {legs = "many"}]
        [places]
        bank = -1
        """,
    )
    assert lines == [
        "title: missing; this key must be given",
        'rooms.0.seats.1.name: found "x"; string should have at least 2 characters',
        "rooms.0.seats.1.legs: found 0; input should be greater than or equal to 1",
        "rooms.0.seats.2.name: missing; this key must be given",
        'rooms.0.seats.2.legs: found "many"; input should be a valid integer, unable to parse string as an integer',
        "places.bank: found -1; input should be greater than or equal to 0",
        "titel: unknown key; did you mean 'title'?",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = "a"\ngardn = {}', "gardn: unknown key; did you mean 'garden'?"),
        (
            'title = "a"\n[[rooms]]\nseats = [{nam = "sofa", name = "sofa"}]',
            "rooms.0.seats.0.nam: unknown key; did you mean 'name'?",
        ),
        (
            'title = "a"\n[[rooms]]\nseats = [{name = "sofa"}]\n[rooms.window]\nname = "bench"\nlgs = 3',
            "rooms.0.window.lgs: unknown key; did you mean 'legs'?",
        ),
        ('title = "a"\n[garden]\nxyz = 1', "garden.xyz: unknown key; known keys: seats, window"),
    ],
)
def test_an_unknown_key_gets_the_nearest_known_one_of_its_own_table(tmp_path: Path, text: str, line: str):
    assert lines_of(tmp_path, text) == [line]


def test_what_is_impossible_is_told_beside_what_is_wrong_in_itself(tmp_path: Path):
    text = 'title = "a"\nmaster_secret = 1\n[[rooms]]\n[[rooms]]\nseats = []\n[places]\nbank = "x"'
    lines = lines_of(tmp_path, text)
    assert [line.split(":")[0] for line in lines] == [
        "places.bank",
        "master_secret",
        "rooms.0.seats",
        "rooms.1.seats",
    ]


def test_a_list_of_wrong_things_is_not_also_called_too_short(tmp_path: Path):
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, 'seats = [{name = "x"}]'), Tower)
    assert [line.split(":")[0] for line in caught.value.lines] == ["seats.0.name"]


def test_what_is_impossible_is_told_when_every_value_is_allowed(tmp_path: Path):
    lines = lines_of(tmp_path, 'title = "a"\n[[rooms]]\n[[rooms]]')
    assert lines == [f"rooms.{index}.seats: found none; allowed: at least one" for index in (0, 1)]


@pytest.mark.parametrize("text", ["title = ", "title = 'a'\ntitle = 'b'", "= 1", "[a", "title = \x01"])
def test_a_file_that_is_not_toml_is_told_with_the_place(tmp_path: Path, text: str):
    (line,) = lines_of(tmp_path, text)
    assert re.match(r"is not valid TOML: .*(line \d+|end of document)", line)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    for name in ("missing.toml", "folder"):
        with pytest.raises(SettingsError, match=f"{name}: cannot be read: "):
            load_settings(tmp_path / name, House)


def test_a_secret_is_never_quoted_in_an_error(tmp_path: Path):
    lines = lines_of(
        tmp_path,
        """
        title = "a"
        master_secret = ["hunter2"]
        garden = [{door_token = "hunter2"}]
        [[rooms]]
        window = [["hunter2"]]
        seats = [{name = "sofa", door_token = "hunter2-and-more"}]
        [[rooms]]
        seats = {door_token = "hunter2"}
        """,
    )
    assert len(lines) == 5
    assert "hunter2" not in "\n".join(lines)
    assert "rooms.0.seats.0.door_token: found ***; string should have at most 8 characters" in lines


def test_the_listing_masks_secrets_and_marks_what_was_set(tmp_path: Path):
    house = load_settings(
        written(
            tmp_path,
            """
            title = "Nhà Bè"
            master_secret = "hunter2"
            [[rooms]]
            seats = [{name = "sofa", legs = 4, door_token = "hunter2"}]
            [places]
            bank = 1
            """,
        ),
        House,
    )
    assert show_settings(house).splitlines() == [
        'title = "Nhà Bè"  # set',
        'rooms.0.seats.0.name = "sofa"  # set',
        "rooms.0.seats.0.legs = 4",
        "rooms.0.seats.0.door_token = ***  # set",
        "rooms.0.window = null",
        'places = {"bank": 1}  # set',
        "garden.seats = []",
        "garden.window = null",
        "master_secret = ***  # set",
    ]


def test_an_unset_secret_is_masked_too():
    assert "master_secret = ***" in show_settings(House(title="a")).splitlines()


class People(Settings):
    clerks: tuple[ClerkSettings, ...]
    tokens: tuple[TokenSettings, ...]


def test_clerks_and_programs_keep_their_secrets(tmp_path: Path):
    pin, token = "$argon2id$hunter2", "0123456789abcdef" * 4
    path = written(
        tmp_path,
        f'[[clerks]]\nid = "thu"\nname = "Thu"\npin_hash = "{pin}"\n'
        f'[[tokens]]\nname = "province"\ntoken_hash = "{token}"\n',
    )
    shown = show_settings(load_settings(path, People))
    assert [line for line in shown.splitlines() if "***" in line] == [
        "clerks.0.pin_hash = ***  # set",
        "tokens.0.token_hash = ***  # set",
    ]
    assert pin not in shown
    assert token not in shown


def test_what_every_device_must_know_is_enough_and_is_checked(tmp_path: Path):
    path = written(tmp_path, 'site = "hoa-cuong"\ndevice = "kiosk-1"')
    settings = load_settings(path, DeviceSettings)
    assert (settings.link.host, settings.link.port) == ("127.0.0.1", 1883)
    for bad in ('site = "Hòa Cường"', 'device = "kiosk/1"', 'log_level = "LOUD"', "[link]\nport = 70000"):
        with pytest.raises(SettingsError, match=bad.rpartition("\n")[2].split(" ")[0]):
            load_settings(written(tmp_path, bad), DeviceSettings)
