"""``python -m display_board``: the hall page, the LED signs and the voice."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from contracts.open_data import OpenCatalogue, OpenResults
from contracts.pairing import DeviceRole, PairNote
from contracts.texts import Catalogue, load_catalogue
from contracts.vocabulary import CounterId
from display_board.board import Board
from display_board.page.look import look_of
from display_board.page.server import HEADERS, build_of, page_app
from display_board.published import follow
from display_board.settings import BoardSettings, PageSettings
from display_board.signs import SignTask, sign_tasks
from display_board.voice.announcing import VoiceTask
from display_board.voices import fetcher_of, voice_tasks
from hardware.host.clock import SystemClock
from hardware.host.program import identity_of, link_of, read_settings, seen_file_of
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from hardware.link.station import Station
from hardware.pairing.enrolment import enrolment_of

log = logging.getLogger("display_board")

Pairing = Callable[[], PairNote | None]


async def run(settings: BoardSettings, sock: socket.socket, pairing: Pairing = lambda: None) -> None:
    """Build the objects and run until a signal says stop. ``pairing``: how far this board is let into its office."""
    stop = stop_in_loop()
    texts = load_catalogue(Path(__file__).parent / "texts")
    look = look_of(settings.screen)
    notifier, fetcher = Notifier.from_environment(), fetcher_of(settings)
    board = _board(settings, texts, look, notifier, pairing)
    signs, voices = sign_tasks(settings, board.report_faults), voice_tasks(settings, board.report_faults)
    station = Station(
        identity_of(settings, "display_board"),
        link_of(settings),
        SystemClock(),
        fetcher.before(board.hear),
        seen_file_of(settings),
    )
    board.attach(station, signs, voices)
    parts: list[SignTask | VoiceTask] = [*signs.values(), *voices]
    topics = station.topics
    app = _app(settings.page, board, texts, look)
    station.start(
        topics.state("office"),
        topics.state("board"),
        topics.state("queue"),
        topics.state("counter", CounterId("+")),
    )
    fetcher.start(station.send, station.desk_now)
    works = [*_works(settings.page, board), serve(app, sock, headers=HEADERS)]
    works += [part.run() for part in parts]
    tasks = [asyncio.create_task(work) for work in (*works, stop.wait())]
    log.info("the hall page is on http://%s:%s/", settings.page.host, settings.page.port)
    notifier.ready("the hall page is served")
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        notifier.stopping()
        board.newest.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for part in (*parts, fetcher):
            part.close()
        station.close()
    for task in done:
        task.result()  # an error that ended a task ends the program, and the service manager starts it again


def _works(page: PageSettings, board: Board) -> Iterator[Coroutine[Any, Any, None]]:
    yield board.tick()
    yield board.read_slides(page.slides)
    yield follow(page.procedures, OpenCatalogue, board.publish)
    yield follow(page.results, OpenResults, board.publish_results)


def _board(
    settings: BoardSettings, texts: Catalogue, look: str, notifier: Notifier, pairing: Pairing
) -> Board:
    page = settings.page
    return Board(
        SystemClock(), texts, build_of(look), notifier, page.ticker, hours=page.hours, pairing=pairing
    )


def _app(page: PageSettings, board: Board, texts: Catalogue, look: str) -> Callable[..., Any]:
    return page_app(
        board.newest,
        texts,
        look,
        board.health,
        flash=page.flash,
        idle=board.idle_pages,
        names=page.names,
    )


def main() -> None:
    """Read the settings, take the port, run."""
    settings = read_settings("display_board", "The hall page, the LED signs and the voice.", BoardSettings)
    try:
        sock = bind(settings.page.host, settings.page.port)
    except CannotListen as error:
        sys.exit(f"page.host, page.port: {error}")
    enrolment = enrolment_of(settings, DeviceRole.BOARD)
    asyncio.run(run(settings, sock, enrolment.note if enrolment else lambda: None))


if __name__ == "__main__":
    main()
