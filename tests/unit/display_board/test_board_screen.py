"""The browser on the hall's own screen: a frozen one is noticed and ended, and nobody else's fault is its."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest

from display_board.page.beats import MOST_SCREENS, Beats
from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import build_of, page_app
from display_board.screen import SILENT_S, START_S, Watch, asked, main, watch
from hardware.host.systemd import Notifier
from tests.chromium import CHROMIUM, FLAGS
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.unit.display_board.test_board_browser import a_page
from tests.waiting import happens

LONG = START_S + SILENT_S + 1


def test_a_silent_page_is_frozen_only_when_it_had_its_time_and_the_board_answers():
    fresh = Watch(0.0)
    assert not fresh.is_frozen(LONG, None)
    answering = fresh.look(1.0, answers=True).look(50.0, answers=True)
    assert not answering.is_frozen(START_S - 1, None)
    assert answering.is_frozen(LONG, None)
    assert answering.is_frozen(LONG, SILENT_S + 1)
    assert not answering.is_frozen(LONG, 4.0)
    assert not answering.look(LONG, answers=False).is_frozen(LONG, None)
    back = answering.look(LONG, answers=False).look(LONG + 1, answers=True)
    assert not back.is_frozen(LONG + SILENT_S, None)
    assert back.is_frozen(LONG + SILENT_S + 2, None)


@pytest.mark.slow
def test_the_watch_ends_with_the_first_reason():
    times = iter(range(1000))

    def clock() -> float:
        return float(next(times))

    with subprocess.Popen((sys.executable, "-c", "import time; time.sleep(600)")) as browser:
        frozen = watch(browser, lambda: (True, None), lambda _s: False, Notifier(None), clock)
        assert "no sign of life" in frozen
        assert watch(browser, lambda: (True, 1.0), lambda _s: True, Notifier(None), clock) == ""
        browser.kill()
        browser.wait()
        assert "ended" in watch(browser, lambda: (True, 1.0), lambda _s: False, Notifier(None), clock)


@pytest.mark.slow
def test_a_program_that_is_no_board_does_not_answer():
    assert asked("http://127.0.0.1:9/", "hall") == (False, None)


@pytest.mark.slow
def test_a_browser_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]):
    assert main(["--", "no-such-browser"]) == 1
    assert "no-such-browser: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "Hall", "a/b", "x" * 41, "héo"])
def test_what_is_no_name_is_not_remembered(name: str):
    beats = Beats(lambda: 0.0)
    assert not beats.hear(name)
    assert beats.ages() == {}


def test_names_are_bounded_and_the_longest_silent_goes():
    times = iter(range(10_000))
    beats = Beats(lambda: float(next(times)))
    for index in range(3 * MOST_SCREENS):
        beats.hear("hall")
        beats.hear(f"tv-{index}")
    assert len(beats.ages()) == MOST_SCREENS
    assert "hall" in beats.ages()
    assert "tv-0" not in beats.ages()


def children(pid: int) -> Iterator[int]:
    """Every process below another one."""
    found = subprocess.run(("ps", "-eo", "pid=,ppid="), capture_output=True, text=True, check=True).stdout
    for line in found.splitlines():
        child, parent = map(int, line.split())
        if parent == pid:
            yield child
            yield from children(child)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_real_browser_gives_signs_of_life_until_it_freezes():
    newest = Newest(asyncio.get_running_loop().time)
    beats = newest.beats
    look = look_css(43, 6)
    newest.put({"build": build_of(look), **a_page()})
    app = page_app(newest, TEXTS, look, lambda: {"ok": True, "beats": beats.ages()}, flash=True)
    async with served(app) as site:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            command = (str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", f"{site}/?screen=hall")
            browser = await asyncio.create_subprocess_exec(
                *command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                await happens(lambda: "hall" in beats.ages())
                assert (await asyncio.to_thread(asked, f"{site}/", "hall"))[0]
                await happens(lambda: beats.ages()["hall"] > 3)
                await happens(lambda: beats.ages()["hall"] < 2)  # another one came
                for child in children(browser.pid):
                    os.kill(child, signal.SIGSTOP)
                await happens(lambda: beats.ages()["hall"] > 12)
                answers, age = await asyncio.to_thread(asked, f"{site}/", "hall")
                assert answers
                assert age is not None
                assert Watch(0.0, 0.0).is_frozen(1000.0, age + SILENT_S)
            finally:
                os.killpg(browser.pid, signal.SIGKILL)
                await browser.wait()
        newest.close()
