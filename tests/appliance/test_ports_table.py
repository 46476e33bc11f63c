"""The list of what listens is what the shipped settings say, and the rogue that compares machines with it can see."""

import socket
import threading
import tomllib

import pytest

from controller.settings import OfficeSettings, PairingSettings
from display_board.settings import BoardSettings
from hardware.finding.told import MDNS_PORT
from systemd.trial.ports import NETWORK, PAGE, listed, open_on
from systemd.trial.rogue import tcp, udp
from tests.rules.house import HOUSE


def shipped(path: str) -> dict[str, object]:
    return tomllib.loads((HOUSE / "systemd" / path).read_text("utf-8"))


def test_the_list_is_what_the_shipped_settings_open():
    office = OfficeSettings.model_validate(shipped("controller/etc/motcua/office/controller.toml"))
    board = BoardSettings.model_validate(shipped("board/etc/motcua/board.toml"))
    assert office.web.https_port is None
    assert listed(PAGE.read_text("utf-8")) == {
        ("controller", f"{office.web.port}/tcp", NETWORK),
        ("controller", f"{PairingSettings().tls_port}/tcp", NETWORK),
        ("controller", f"{office.link.port}/tcp", "its own machine"),
        ("controller", f"{MDNS_PORT}/udp", NETWORK),
        ("board", f"{board.page.port}/tcp", NETWORK),
    }
    assert open_on("hall", PAGE.read_text("utf-8")) == {f"{board.page.port}/tcp"}


@pytest.mark.slow
def test_the_rogue_finds_what_listens_and_nothing_else():
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talks,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone,
    ):
        for each in (deaf, talks, gone):
            each.bind(("127.0.0.1", 0))
        echo = threading.Thread(target=lambda: talks.sendto(b"!", talks.recvfrom(1)[1]))
        echo.start()
        ports = [each.getsockname()[1] for each in (door, deaf, talks, gone)]
        gone.close()
        assert tcp("127.0.0.1", ports) == [ports[0]]
        assert set(udp("127.0.0.1", ports)) == {ports[1], ports[2]}
        echo.join()
