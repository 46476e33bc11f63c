"""The step of the trial that updates: signed, broken, changed, and not trusted."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from systemd.trial.guest_steps import TRIAL, hold, sh


def update(take: Callable[[], object], heal: Callable[[], object]) -> Iterator[str]:
    """A signed update is installed; one whose program does not start is taken back by itself; a changed one is refused."""

    def version() -> str:
        return sh("dpkg-query", "-W", "-f", "${Version}", "motcua-common").strip()

    def refused(file: str) -> bool:
        return subprocess.run(("motcua", "update", "apply", str(TRIAL / file)), check=False).returncode == 1

    old = version()
    hold(that=refused("newer.motcua"), otherwise="a machine that trusts no key took an update")
    shutil.copy(TRIAL / "maker.pub", "/etc/motcua/update-keys/maker.pub")
    hold(that=refused("changed.motcua"), otherwise="a changed update was taken")
    sh("motcua", "update", "verify", str(TRIAL / "newer.motcua"))
    sh("motcua", "update", "apply", str(TRIAL / "newer.motcua"))
    new = version()
    hold(that=new != old, otherwise="the update changed nothing")
    heal()
    take()
    yield "upgrade"
    hold(that=refused("broken.motcua"), otherwise="an update that does not work was kept")
    hold(that=version() == new, otherwise="the machine did not go back")
    heal()
    take()
    yield "update taken back"
