"""The step of the trial that updates: signed, broken, changed, not trusted; by command, on a page, and from there elsewhere."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from systemd.trial.guest_page import Caretaker
from systemd.trial.guest_steps import TRIAL, hear, hold, sh, tell, until

PAGE = "/may-moc/cap-nhat"


def version() -> str:
    """What is installed."""
    return sh("dpkg-query", "-W", "-f", "${Version}", "motcua-common").strip()


def update(caretaker: Caretaker, take: Callable[[], object], heal: Callable[[], object]) -> Iterator[str]:
    """A signed update is installed; one whose program does not start is taken back by itself; a changed one is refused."""

    def refused(file: str) -> bool:
        return subprocess.run(("motcua", "update", "apply", str(TRIAL / file)), check=False).returncode == 1

    old = version()
    hold(that=refused("newer.motcua"), otherwise="a machine that trusts no key took an update")
    shutil.copy(TRIAL / "maker.pub", "/etc/motcua/update-keys/maker.pub")
    hold(that=refused("changed.motcua"), otherwise="a changed update was taken")
    sh("motcua", "update", "verify", str(TRIAL / "newer.motcua"))
    bring(caretaker, "newer.motcua")
    until("the update", lambda: "mọi chương trình chạy tốt" in caretaker.look(PAGE))
    new = version()
    hold(that=new != old, otherwise="the update changed nothing")
    heal()
    take()
    yield "upgrade on the caretaker's page"
    yield from roll_out(caretaker, new)
    heal()
    bring(caretaker, "broken.motcua")
    until("going back", lambda: "tự trở lại bản" in caretaker.look(PAGE).partition("</section>")[0])
    hold(that=version() == new, otherwise="the machine did not go back")
    heal()
    take()
    yield "update taken back"


def roll_out(caretaker: Caretaker, new: str) -> Iterator[str]:
    """The hall's machine gets what runs here: it goes back once, which ends it; a person says again, and then it works."""
    until("something to hand out", lambda: "Các máy khác" in caretaker.look(PAGE))
    tell("served", new)
    until("the hall asks", lambda: "board-2" in caretaker.look(PAGE))
    caretaker.press(f"{PAGE}/may/ngay")  # this office never closes
    hear("went-back")
    until("what went wrong there", lambda: "Không cập nhật được" in caretaker.look(PAGE))
    page = caretaker.look(PAGE)
    hold(that="motcua-board.service" in page and "tự trở lại bản" in page, otherwise=page[-3000:])
    yield "another machine does not like it, goes back, and the office is told"
    tell("may-be-well", value=True)
    hear("will-be-well")
    caretaker.press(f"{PAGE}/may/ngay")
    until("the hall has it", lambda: f"Mọi máy cùng loại đang chạy bản {new}" in caretaker.look(PAGE))
    hear("followed")
    yield "another machine is updated by the controller"


def bring(caretaker: Caretaker, file: str) -> None:
    """As a caretaker does it in a browser."""
    _, page = caretaker.send_file(f"{PAGE}/tep", "file", (TRIAL / file).read_bytes())
    hold(that="Chữ ký đúng, của maker" in page, otherwise=page[-2000:])
    caretaker.press(f"{PAGE}/cai-ngay")
