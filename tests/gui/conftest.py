"""Kivy without a screen: pump frames by hand on SDL's offscreen driver."""

import os

import pytest

from kiosk_app.settings import ScreenSettings
from kiosk_app.shell import kivy_setup

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
kivy_setup.set_environment()
# SDL's offscreen surface keeps its first size: large enough for every screen that a test asks for.
kivy_setup.configure(ScreenSettings(width=1920, height=1920, fullscreen=False))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/gui/" in item.path.as_posix():
            item.add_marker(pytest.mark.gui)


@pytest.fixture
def kiosk():
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy, which must not happen for other tests

    driver = Driver()
    yield driver
    driver.close()
