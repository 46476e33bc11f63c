"""Every page in a real Chromium, with its own headers and scripts: axe-core finds nothing that keeps anybody out.

axe-core is what the package ``axe-core-python`` carries; AXE_CORE=.../axe.min.js lets a newer one judge.
"""

import asyncio
import base64
import io
import os
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

import simulation.office
from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId, FaultCode
from controller.catalogue.file import records
from controller.catalogue.reading import read
from controller.catalogue.shelf import Catalogue, Shelf
from controller.settings_book.parts import PARTS
from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import build_of, page_app
from tests.chromium import CHROMIUM, Page, chromium
from tests.integration.controller.book_house import book_house
from tests.integration.controller.house import PIN, PIN_HASH
from tests.integration.controller.test_first_start import Start
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with
from tests.integration.dossier.dossier_world import READY, RECEIPT, Running, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import ABSENT, PAGE, present
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.unit.display_board.test_board_browser import a_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PROCEDURES = Path(simulation.office.__path__[0]) / "procedures.json"
AXE = Path(os.environ.get("AXE_CORE") or str(files("axe_core_python") / "axe.min.js")).read_text("utf-8")
JUDGE = """
document.fonts.ready.then(() => axe.run(document.querySelector("dialog[open]") ?? document)).then((found) => ({
  title: document.title,
  passes: found.passes.length,
  violations: found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join("  ")),
}))
"""
# What lies behind an open dialog is nobody's meanwhile, and is judged by itself; this axe-core knows of no dialogs.
PHONE, DESK, WALL = (360, 740), (1280, 800), (1920, 1080)
CARETAKER = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True}]
Shown = Callable[[Page, str, DossierHouse, Running], Awaitable[None]]


async def judged(page: Page, *sizes: tuple[int, int]) -> None:
    """Fails with what axe-core finds, on each size of screen."""
    await page.evaluate(AXE)
    for size in sizes:
        await page.resize(*size)
        found = await page.evaluate(JUDGE)
        assert not found["violations"], (found["title"], size, *found["violations"])
        assert found["passes"] > 10


async def the_form(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + PAGE)


async def a_dossier(page: Page, site: str, _house: DossierHouse, there: Running) -> None:
    await page.go(site + PAGE)
    await page.submit(code=there.code(READY))


async def several_dossiers(page: Page, site: str, _house: DossierHouse, there: Running) -> None:
    await page.go(site + PAGE)
    await page.submit(code=there.code(RECEIPT))


async def no_such_dossier(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + PAGE)
    await page.submit(code=ABSENT)


async def no_code(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + PAGE)
    await page.submit(code="x")


async def a_proof_that_is_none(page: Page, site: str, _house: DossierHouse, there: Running) -> None:
    await page.go(site + PAGE)
    await page.evaluate("document.forms[0].noValidate = true")  # as a browser that does not know patterns
    await page.submit(code=there.code(READY), proof="!")


async def a_main_system_that_is_down(page: Page, site: str, _house: DossierHouse, there: Running) -> None:
    there.system.set_fault("error-500")
    await page.go(site + PAGE)
    await page.submit(code=there.code(READY))


async def the_sign_in(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + "/")


async def a_wrong_pin(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + "/")
    await page.submit(clerk="lan", pin="0000")


async def an_idle_counter(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + "/")
    await page.submit(clerk="lan", pin=PIN)


async def a_citizen_at_the_counter(page: Page, site: str, house: DossierHouse, there: Running) -> None:
    for code in (there.code(READY), None, None):
        await house.issued(code)
    await house.called()
    await an_idle_counter(page, site, house, there)


def with_sheet(name: str) -> Shown:
    """The counter with one of its sheets open."""

    async def opened(page: Page, site: str, house: DossierHouse, there: Running) -> None:
        await a_citizen_at_the_counter(page, site, house, there)
        await page.evaluate(f"document.getElementById('open-{name}').click()")
        shown = "document.querySelector('dialog[open] .head')"
        look = f"const look = () => {shown} ? done(true) : setTimeout(look, 20); look();"
        await page.evaluate(f"new Promise((done) => {{ {look} }})")

    opened.__name__ = f"the_sheet_{name}"
    return opened


async def the_door(page: Page, site: str, house: DossierHouse, _there: Running) -> None:
    await house.issued(None)
    await page.go(site + "/")
    await page.submit(clerk="lan", pin=PIN)
    await page.go(f"{site}/don-tiep?typed=1")


async def a_citizen_left_behind(page: Page, site: str, house: DossierHouse, there: Running) -> None:
    await a_citizen_at_the_counter(page, site, house, there)
    await page.press("form[action='/sign-out'] button")


async def procedures_found(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(f"{site}/thu-tuc?q=khai+sinh")


async def procedures_by_field(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(f"{site}/thu-tuc")


async def a_procedure(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(f"{site}/thu-tuc/1.001193?lang=en")


async def nowhere(page: Page, site: str, _house: DossierHouse, _there: Running) -> None:
    await page.go(site + "/khong-co")


async def a_voice(page: Page, site: str, house: DossierHouse, there: Running) -> None:
    await an_idle_counter(page, site, house, there)
    await page.go(f"{site}/may-moc/ghi-am")
    await page.evaluate("document.querySelector('[name=agreed]').checked = true")
    await page.submit(name="Hoa")
    await page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")


KIOSK, PRINTER = DeviceId("kiosk-1"), DeviceId("printer-1")
SEEN = "[...document.querySelectorAll('img[data-device]')].filter((img) => img.naturalWidth).length"


async def the_machines(page: Page, site: str, house: DossierHouse, there: Running) -> None:
    for device, faults in (("kiosk-1", ()), ("printer-1", (FaultCode.PAPER_END,)), ("panel-1", ())):
        told = m.Presence(
            device=DeviceId(device),
            program="p",
            version="1",
            online=device != "panel-1",
            at=house.clock.utc_ms(),
            faults=tuple(m.Fault(code=code, detail="technical") for code in faults),
        )
        house.link.publish(house.topics.presence(DeviceId(device)), encode(told), retain=True)
    await an_idle_counter(page, site, house, there)
    await page.go(f"{site}/may-moc")
    while await page.evaluate(SEEN) < 2:  # only what is asked for is shown, so it is said again
        for device in (KIOSK, PRINTER):
            house.link.publish(house.topics.screen(device), encode(a_picture(house.clock.utc_ms())))
        await asyncio.sleep(0.1)


def a_picture(at: int) -> m.ScreenPicture:
    file = io.BytesIO()
    Image.new("L", (90, 160), 200).save(file, "PNG")
    image = base64.b64encode(file.getvalue()).decode()
    return m.ScreenPicture(at=at, screen="services", width=90, height=160, image=image)


PAGES = [
    the_form,
    a_dossier,
    several_dossiers,
    no_such_dossier,
    no_code,
    a_proof_that_is_none,
    a_main_system_that_is_down,
    the_sign_in,
    a_wrong_pin,
    an_idle_counter,
    a_citizen_at_the_counter,
    *(with_sheet(name) for name in ("park", "transfer", "current", "give", "counter")),
    the_door,
    a_citizen_left_behind,
    procedures_found,
    procedures_by_field,
    a_procedure,
    nowhere,
    the_machines,
    a_voice,
]


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.__name__)
async def test_nobody_is_kept_out_of_a_page_of_the_controller(shown: Shown, tmp_path: Path):
    async with main_system() as there:
        proof = dossier_table(there.url, {"proof_key": "MaTraCuu"}, proof="optional")
        settings = settings_with(proof, clerks=CARETAKER, data_dir=str(tmp_path))
        Shelf(tmp_path).put(Catalogue(tuple(read(records(PROCEDURES), {}).procedures)))
        house_here = dossier_house(tmp_path, present(), settings)
        async with house_here as house, served(house.app) as site, chromium() as page:
            await shown(page, site, house, there)
            await judged(page, PHONE, DESK)


SETTINGS_PAGES = {
    "all parts": ("", ""),
    **{part.name: (f"/{part.name}?guide=1", "") for part in PARTS},
    "one more item": ("/can-bo", "button[value=more]"),
    "what is wrong": ("/linh-vuc", "wrong"),
    "what changes": ("/linh-vuc", "changed"),
}


@pytest.mark.parametrize("shown", SETTINGS_PAGES)
async def test_nobody_is_kept_out_of_a_page_of_the_settings(shown: str, tmp_path: Path):
    address, then = SETTINGS_PAGES[shown]
    async with book_house(tmp_path) as here, served(here.app) as site, chromium() as page:
        await here.house.issued("land")
        await page.go(site)
        await page.submit(clerk="lan", pin=PIN, counter="2")
        await page.go(f"{site}/cai-dat{address}")
        if then in ("wrong", "changed"):
            value = "A" if then == "wrong" else "K"
            await page.evaluate(f"document.getElementsByName('services.1.prefix')[0].value = '{value}'")
            await page.press(".sticky button[value=check]")
        elif then:
            await page.press(then)
        await judged(page, PHONE, (1024, 768))
        width = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0


async def test_nobody_is_kept_out_of_the_first_start(tmp_path: Path):
    async with book_house(tmp_path, clerks=[]) as here:
        start = Start(here)
        async with served(start.app) as site, chromium() as page:
            await page.go(site)
            await judged(page, PHONE, (1024, 768))
            await page.press("a[href='/bat-dau']")
            await judged(page, PHONE, (1024, 768))
            await page.submit(code="x")
            await page.submit(code=start.shown[-1])
            await page.press(".foot .primary")
            await judged(page, PHONE, (1024, 768))
            await page.submit(name="Trung tâm", authority="Ủy ban")
            for _ in range(3):
                await judged(page, PHONE, (1024, 768))
                await page.press(".foot .primary")
            assert "Cần điền" in await page.evaluate("document.body.textContent")
            await judged(page, PHONE, (1024, 768))
        await start.client.aclose()


@pytest.mark.parametrize("lost", [False, True])
async def test_nobody_is_kept_out_of_the_hall_page(*, lost: bool):
    look = look_css(43, 6)
    newest = Newest()
    newest.put({"build": build_of(look), **a_page(lost=lost)})
    app = page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=True)
    async with served(app) as site, chromium() as page:
        await page.go(f"{site}/")
        await page.evaluate(
            'new Promise((done) => setInterval(() => byId("number").textContent && done(), 20))'
        )
        await judged(page, WALL)
        newest.close()
