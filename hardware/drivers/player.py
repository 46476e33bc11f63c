"""A program that plays a sound, watched until it has ended, was interrupted, or hangs."""

import subprocess
from collections.abc import Callable

LOOK_S = 0.02
HANGS = "aplay does not end: the sound card hangs"


def played(player: "subprocess.Popen[bytes]", longest_s: float, interrupted: Callable[[float], bool]) -> str:
    """Wait for the player's end, or bring it about; returns what it complained about, empty when nothing is wrong.

    ``interrupted`` waits for so many seconds at most and says whether the sound is wanted no more.
    """
    left = longest_s
    while player.poll() is None and left > 0:
        if interrupted(LOOK_S):
            player.kill()
            return ""
        left -= LOOK_S
    if player.poll() is None:
        player.kill()
        return HANGS
    if player.returncode == 0:
        return ""  # it may have grumbled, but it played
    said = player.stderr.read().decode("utf-8", "replace").split("\n") if player.stderr else []
    return next(filter(None, reversed(said)), f"aplay: exit status {player.returncode}")
