"""A kiosk that reads barcodes, and what its citizen asks the desk."""

from dataclasses import replace

from contracts import messages as m
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player


def reading(*, reader: bool = True, result_service: str | None = "h") -> Player:
    player = Player()
    player.model = replace(player.model, equipment=k.Equipment(reader=True, voice=True))
    player.hear(scenes.office_with_look_up(result_service=result_service))
    player.hear(scenes.queue(8))
    player.hear(scenes.printer())
    player.happen(h.ReaderSeen(reader))
    player.wait(2)
    return player


def scan(player: Player, text: str) -> None:
    player.wait(1)
    player.happen(h.Scanned(text))


def questions(player: Player) -> list[m.LookUp]:
    return [command for command in player.sent if isinstance(command, m.LookUp)]


def answered(*dossiers: m.DossierSeen, code: str = scenes.CODE, more: int = 0) -> Player:
    player = reading()
    scan(player, code)
    player.hear(scenes.looked_up(questions(player)[-1], *dossiers, more=more))
    return player
