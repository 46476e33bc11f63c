"""`python -m simulation.attacks.unguarded GUARD PROGRAM --settings FILE`: a program with one guard taken away.

The control of an attack: what holds with the guard must not hold without it, or the attack proves nothing. Nothing of
this is in the program; its parts are replaced in this process before it starts.
"""

import contextlib
import resource
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from controller import __main__ as controller
from controller.desk import admission, claims, print_outbox, standing
from controller.desk.crowd import Crowd
from controller.dossier.guessing import Guessing
from controller.web import guard
from controller.web.sign_in_tries import FREE, Tries, Try
from controller.web.turns import Turns
from display_board import __main__ as display_board
from display_board.page import events
from hardware.host import guarded_http, logs, question, settings_file, web_server
from hardware.host.doors import Doors, Place

FEW_DESCRIPTORS = 256
"""As on a small machine; what is measured is that they end, not how many there are."""
ENDLESS, FOR_EVER_S = 1 << 60, 1e6


def _enter(_doors: Doors, address: str, give_up: Callable[[], None]) -> Place:
    return Place(address, give_up, is_here=False)


def _doors() -> None:
    _replace(Doors, enter=_enter)
    _replace(web_server, DESCRIPTORS=FEW_DESCRIPTORS)
    _replace(guarded_http, HEAD_S=FOR_EVER_S)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS, FEW_DESCRIPTORS))


def _keeps(crowd: Crowd, presence: Any) -> bool:
    crowd.devices[presence.device] = presence
    return True


async def _no_turn(_turns: Turns) -> None:
    return


@contextlib.asynccontextmanager
async def _no_row(_turns: Turns) -> AsyncIterator[None]:
    yield


def _name_only(attempt: Try) -> tuple[tuple[str, int], ...]:
    return ((f"name {attempt.name}", FREE),)


def _endless_head() -> None:
    _replace(guarded_http, MAX_HEAD=ENDLESS, HEAD_S=FOR_EVER_S)


def _awake() -> None:
    """It also hears of numbers that it missed: as soon as it connects again, from what the broker keeps of the queues."""
    _replace(standing, PAUSED_S=FOR_EVER_S)
    _replace(claims, news=lambda *_: ((), ()))


GUARDS: dict[str, Callable[[], None]] = {
    "one-desk": lambda: _replace(standing, hear=lambda before, _pulse, _now: before),
    "awake": _awake,
    "few-strangers": lambda: _replace(Crowd, keeps=_keeps),
    "fair-share": lambda: _replace(Crowd, lets=lambda *_: True),
    "one-copy": lambda: _replace(print_outbox, ON_THE_WAY_S=0.0),
    "pace": lambda: _replace(admission, _is_too_fast=lambda *_: False),
    "doors": _doors,
    "newcomers": lambda: _replace(Doors, _has_room=lambda house, _: house.total < house.most),
    "short-head": _endless_head,
    "turns": lambda: _replace(Turns, next=_no_turn, draw=_no_row),
    "short-log": lambda: _replace(logs, MOST_A_MINUTE=ENDLESS),
    "own-tries": lambda: _replace(Try, counts=_name_only),
    "few-tries": lambda: _replace(Tries, wait_s=lambda *_: 0.0),
    "screens": lambda: _replace(events, MOST_SCREENS=ENDLESS, MOST_EACH=ENDLESS),
    "own-name": lambda: _replace(question, is_ours=lambda *_: True),
    "real-json": lambda: _replace(guard, fault_of_json=lambda _body: None),
    "few-guesses": lambda: _replace(Guessing, enter=lambda *_: 0.0),
    "few-mistakes": lambda: _replace(settings_file, MOST_TOLD=ENDLESS, MOST_JUDGED=ENDLESS),
}
"""What can be taken away, by name."""
PROGRAMS = {"controller": controller.main, "display_board": display_board.main}


def _replace(where: Any, **parts: Any) -> None:
    for name, part in parts.items():
        if not hasattr(where, name):
            raise AttributeError(f"{where} has no {name}: the guard has moved")
        setattr(where, name, part)


def main() -> None:
    """Take the guard away, and be the program."""
    guard, program = sys.argv.pop(1), sys.argv.pop(1)
    GUARDS[guard]()
    PROGRAMS[program]()


if __name__ == "__main__":
    main()
