"""The step of the trial that updates: signed, broken, changed, and not trusted; by command, and on the caretaker's page."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from systemd.trial.guest_page import Caretaker
from systemd.trial.guest_steps import TRIAL, hold, sh, until

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
    bring(caretaker, "broken.motcua")
    until("going back", lambda: "tự trở lại bản" in caretaker.look(PAGE).partition("</section>")[0])
    hold(that=version() == new, otherwise="the machine did not go back")
    heal()
    take()
    yield "update taken back"


def bring(caretaker: Caretaker, file: str) -> None:
    """As a caretaker does it in a browser."""
    _, page = caretaker.send_file(f"{PAGE}/tep", "file", (TRIAL / file).read_bytes())
    hold(that="Chữ ký đúng, của maker" in page, otherwise=page[-2000:])
    caretaker.press(f"{PAGE}/cai-ngay")
