"""Runs in a machine that never was: it becomes the office of a backup, in the browser, and gives no number twice."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_page import Caretaker
from systemd.trial.guest_steps import (
    SHARED,
    answers,
    hear,
    hold,
    install,
    live,
    no_unit_failed,
    sh,
    tell,
    until,
)
from systemd.trial.guest_wire import Kiosk

READY = "http://127.0.0.1:8080/readyz"
BACK = "/bat-dau/phuc-hoi"


def story(result: dict[str, Any]) -> Iterator[str]:
    """From the packages to the next number."""
    install("motcua-common", "motcua-controller")
    until("a desk without an office", lambda: answers(READY))
    before, digits = hear("given"), hear("digits")
    backup = next(SHARED.glob("*.age")).read_bytes()
    settings = Path("/etc/motcua/office/controller.toml")
    as_packed = settings.read_text("utf-8")
    caretaker = Caretaker()
    caretaker.let_in()
    for file, typed in ((backup, "00000 " * 8), (backup[:-1000], digits), (b"", digits)):
        where, page = caretaker.send_file(BACK, "file", file, digits=typed)
        hold(that=where == BACK, otherwise=f"a wrong file or wrong digits were taken: {page[-800:]}")
    hold(that=settings.read_text("utf-8") == as_packed, otherwise="what was refused changed the settings")
    where, page = caretaker.send_file(BACK, "file", backup, digits=digits)
    hold(that=where != BACK, otherwise=page[-2000:])
    until("the office's own settings", lambda: "Hòa Bình" in settings.read_text("utf-8"))
    until("its desk", lambda: answers(READY))
    caretaker.sign_in()
    yield "restore in the browser of another machine"
    kiosk = Kiosk()
    kiosk.take()
    result["given_twice"] = [number for number in kiosk.numbers if number in before]
    hold(that=not result["given_twice"], otherwise=f"given twice: {result['given_twice']}")
    yield "next number on another machine"
    tell("called-after-move", caretaker.call())
    hear("shown-after-move")
    no_unit_failed()
    sh("systemctl", "stop", "motcua-controller")
    yield "paired board of before"


if __name__ == "__main__":
    live("new", story)
    subprocess.run(("systemctl", "poweroff"), check=False)
