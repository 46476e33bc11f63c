"""What belongs to one citizen is for the eyes before the glass alone, whoever asks for a picture."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from contracts import messages as m
from contracts.dossiers import ProofKind, ProofRule
from kiosk_app.flow.screen import PRIVATE, Screen
from tests.gui import kiosk_slip_screens
from tests.gui.test_kiosk_help import Onlooker
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.shell.caretaker import Caretaker  # at run time these imports start Kivy
    from tests.gui.kiosk_driver import Driver

LOOKS_MS = 600_000


@pytest.fixture
def looking(kiosk: Driver) -> Driver:
    """A kiosk whose office has a look-up with a second factor."""
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    asks = scenes.office_with_look_up(proof=ProofRule.OPTIONAL, proof_kind=ProofKind.LOOK_UP_CODE)
    kiosk.desk.keep(TOPICS.state("office"), asks)
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8))
    kiosk.settle()
    kiosk.bridge.reader(there=True)
    kiosk.settle()
    return kiosk


@pytest.fixture
def caretaker(looking: Driver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caretaker]:
    from kiosk_app.shell.caretaker import Caretaker  # noqa: PLC0415 - imports Kivy

    monkeypatch.setattr(Caretaker, "every_s", 0.01)
    caretaker = Caretaker(looking.app, looking.station, CATALOGUE, maintenance=True)
    yield caretaker
    caretaker.close()


def pictures(kiosk: Driver) -> Iterator[Screen]:
    """Every private screen, twice where something is typed: with one sign, and with more."""
    kiosk.tap("scan")
    kiosk.settle()
    yield Screen.SCAN
    kiosk.tap("manual")
    kiosk.settle()
    for sign in scenes.CODE[:3], scenes.CODE[3:]:
        for key in sign:
            kiosk.clock.now += 0.2
            kiosk.tap(f"key-{key}")
        kiosk.settle()
        yield Screen.MANUAL
    kiosk.tap("look-up")
    kiosk.settle()
    yield Screen.PROOF
    kiosk.tap("key-7")
    kiosk.settle()
    yield Screen.PROOF
    kiosk.tap("prove")
    kiosk.settle()
    yield Screen.ASKING
    kiosk.desk.reply(scenes.looked_up(kiosk.desk.heard[-1], *scenes.three_dossiers()))
    kiosk.settle()
    yield Screen.DOSSIER
    kiosk.tap("sheet-1")
    kiosk.settle()
    yield Screen.DOSSIER
    yield from slips(kiosk)


def slips(kiosk: Driver) -> Iterator[Screen]:
    """Those of somebody's slip, and of how it was."""
    kiosk.tap("back")
    kiosk.settle()
    screens = {
        "a slip that goes on": Screen.SLIP,
        "a question": Screen.RATE,
        "rated already": Screen.RATED,
    }
    for name in kiosk_slip_screens.a_slip(kiosk):
        if name in screens:
            yield screens[name]


def newest(kiosk: Driver, page: Onlooker) -> m.ScreenPicture:
    """A picture that was taken from now on."""
    count = len(page.pictures)
    kiosk.app.on_watch(m.Watch(until=kiosk.station.desk_now() + LOOKS_MS))

    def came() -> bool:
        from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

        Window.canvas.ask_update()
        return len(page.pictures) > count + 1  # the first may have been on its way

    kiosk.until(came)
    return page.pictures[-1]


@pytest.mark.usefixtures("caretaker")
def test_the_caretaker_sees_the_same_curtain_whatever_a_citizen_types_and_reads(looking: Driver):
    from kiosk_app.shell.curtain import curtain  # noqa: PLC0415 - beside those that start Kivy

    page = Onlooker(looking)
    seen: dict[Screen, set[str]] = {}
    for screen in pictures(looking):
        picture = newest(looking, page)
        assert picture.screen == looking.app.root.screen == screen
        seen.setdefault(screen, set()).add(picture.image)
    assert set(seen) == PRIVATE
    assert len(set.union(*seen.values())) == 1, "it tells which screen it is, or what is on it"
    shown = Image.open(io.BytesIO(base64.b64decode(set.union(*seen.values()).pop())))
    width, height = (int(side) for side in looking.size())
    plain = curtain((width, height), CATALOGUE).resize(shown.size)
    difference = ImageStat.Stat(ImageChops.difference(shown.convert("RGB"), plain)).mean
    assert max(difference) < 3, "the curtain, but for what JPEG loses"


@pytest.mark.usefixtures("caretaker")
def test_the_curtain_goes_with_the_citizen(looking: Driver):
    page = Onlooker(looking)
    covered = newest_on(looking, page, "scan")
    looking.tap("back")
    looking.settle()
    open_again = newest(looking, page)
    assert open_again.screen == "services"
    assert open_again.image != covered.image


@pytest.mark.usefixtures("caretaker")
def test_the_first_picture_after_it_has_nothing_left_of_what_was_typed(looking: Driver):
    """On a compact screen the head shows what is typed."""
    looking.resize(1024, 600)
    page = Onlooker(looking)
    newest_on(looking, page, "scan")
    looking.tap("manual")
    looking.settle()
    for key in scenes.CODE[:6]:
        looking.clock.now += 0.2
        looking.tap(f"key-{key}")
    looking.clock.now += 1
    page.pictures.clear()
    looking.tap("back")
    looking.until(lambda: any(picture.screen == "services" for picture in page.pictures))
    first = next(picture for picture in page.pictures if picture.screen == "services")
    assert first.image == newest(looking, page).image


def newest_on(kiosk: Driver, page: Onlooker, target: str) -> m.ScreenPicture:
    kiosk.tap(target)
    kiosk.settle()
    return newest(kiosk, page)


@pytest.mark.usefixtures("caretaker")
def test_nobody_touches_through_the_curtain(looking: Driver):
    page = Onlooker(looking)
    newest_on(looking, page, "scan")
    back = looking.target("back")
    width, height = looking.size()
    place = back.center_x / width, 1 - back.center_y / height
    page.watch(looking.station.desk_now() + LOOKS_MS, place)
    looking.frames(8)
    assert looking.app.root.screen == "scan"
