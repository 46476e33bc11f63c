"""A voice recorded in a real Chromium whose microphone hears a file: said, cut, kept, handed over, and called with."""

import contextlib
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from controller.web.voices import ADDRESS
from display_board.voice.lineup import Manner
from display_board.voice.speech import Speech, Style
from hardware.voice import machine, sound
from hardware.voice.language import language
from hardware.voice.pack import wav_of
from hardware.voice.recording import prompts
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import app_of, open_web
from tests.serving import served
from tests.unit.display_board.board_builders import a_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
CALL = ("call", "letter-A", "2-final", "to-counter")
"""Every recording that "Xin mời số A hai, đến quầy số hai" needs."""
VI = language("vi")
UNTIL = "new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 50); look(); })"
NAME = "desk.test"


@contextlib.asynccontextmanager
async def studio(folder: Path, *, host: str = "127.0.0.1") -> AsyncIterator[Page]:
    """The page, where somebody agreed."""
    flags = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={folder / 'microphone.wav'}",
        "--autoplay-policy=no-user-gesture-required",
    )
    async with (
        open_web(folder, FakeClock(MORNING), **CARETAKER) as (house, _client),
        served(app_of(house)) as site,
        chromium(1100, 900, names=(NAME,), flags=flags) as page,
    ):
        address = site.replace("127.0.0.1", host)
        await page.go(f"{address}/")
        await page.submit(clerk="lan", pin=PIN, counter="1")
        await page.go(address + ADDRESS)
        await page.evaluate("document.querySelector('[name=agreed]').checked = true")
        await page.submit(name="Hoa")
        yield page


def into_the_microphone(folder: Path, samples: "array[int]") -> None:
    """What is heard next: once the page is loaded anew, from the beginning."""
    file = wav_of(sound.silence(500) + sound.to_bytes(samples) + sound.silence(4000))
    (folder / "microphone.wav").write_bytes(file)


async def record(page: Page, clip: str) -> str:
    """Press what a person presses; what the page says then."""
    site = await page.evaluate("location.href")
    await page.go(site)
    await page.evaluate(f"document.querySelector('[data-clip=\"{clip}\"] button').click()")
    await page.evaluate("document.getElementById('record').click()")
    said = "document.getElementById('state')"
    kept = f"(({{ kept, finished }}) => [kept, finished])(document.getElementById('studio').dataset).includes({said}.textContent)"
    done = f"{kept} || {said}.classList.contains('bad')"
    await page.evaluate(UNTIL % done)
    told: str = await page.evaluate(f"{said}.textContent")
    return told


async def test_what_a_person_says_is_what_the_hall_hears(tmp_path: Path) -> None:
    sentences = {prompt.clip: ", ".join(prompt.parts) for prompt in prompts(VI)}
    into_the_microphone(tmp_path, array("h"))
    async with studio(tmp_path) as page:
        for clip in CALL:
            into_the_microphone(tmp_path, machine.machine_speech(sentences[clip], "vi"))
            assert "Đã ghi." in await record(page, clip), clip
        assert await page.evaluate("document.getElementById('done').textContent") == f"Đã ghi {len(CALL)}/75"
        await page.press("form[action$='/dung'] button")
        assert "Loa đã có giọng này" in await page.evaluate("document.querySelector('.told').textContent")

    speech = Speech(Style(packs=tmp_path / "voices", machine=False))
    heard = speech.announcement(a_call("A2", "2"), Manner(chime=False, twice=False))
    assert heard.words == "Xin mời số a, hai, đến quầy số hai."
    alone = sum(len(machine.machine_speech(VI.words[clip.removesuffix("-final")], "vi")) for clip in CALL)
    assert len(heard.samples) / 2 > alone * 0.7
    assert sound.speech_rms(sound.from_bytes(heard.samples)) == pytest.approx(sound.SPEECH_RMS, rel=0.25)


async def test_silence_is_told_and_not_kept(tmp_path: Path) -> None:
    into_the_microphone(tmp_path, sound.from_bytes(sound.silence(3000)))
    async with studio(tmp_path) as page:
        await page.evaluate("document.getElementById('record').click()")
        await page.evaluate("new Promise((done) => setTimeout(done, 700))")
        await page.evaluate("document.getElementById('record').click()")
        await page.evaluate(UNTIL % "document.getElementById('state').classList.contains('bad')")
        assert "Không nghe thấy gì" in await page.evaluate("document.getElementById('state').textContent")
        assert await page.evaluate("document.querySelectorAll('.recorded').length") == 0


async def test_a_page_that_may_have_no_microphone_says_why_and_takes_files(tmp_path: Path) -> None:
    into_the_microphone(tmp_path, array("h"))
    async with studio(tmp_path, host=NAME) as page:
        shown = "['insecure', 'by-file', 'record'].map((id) => document.getElementById(id).hidden)"
        assert await page.evaluate(shown) == [False, False, True]
        sentence = ", ".join(next(one for one in prompts(VI) if one.clip == "call").parts)
        samples = machine.machine_speech(sentence, "vi")
        data = list(wav_of(sound.to_bytes(samples)))
        await page.evaluate(
            "(() => { const given = new DataTransfer();"
            f"given.items.add(new File([new Uint8Array({data})], 'a.wav'));"
            "const box = document.getElementById('file'); box.files = given.files;"
            "box.dispatchEvent(new Event('change')); })()"
        )
        await page.evaluate(UNTIL % "document.querySelectorAll('.recorded').length === 1")
