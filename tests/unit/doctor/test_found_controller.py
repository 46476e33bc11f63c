"""A machine whose programs find the controller by themselves is examined where they really connect to."""

from pathlib import Path

from hardware.doctor.found_controller import Tables, with_addresses
from hardware.doctor.settings_seen import Seen
from hardware.finding.whereabouts import LastKnown, remember


def test_where_it_was_reached_last(tmp_path: Path) -> None:
    tables = {"board": {"link": {"host": "", "credentials": str(tmp_path)}}}
    before = Seen(with_addresses(tables))
    assert (before.brokers, before.alone) == ((), False)
    remember(tmp_path, LastKnown(host="192.168.1.5", web_port=8080, broker_port=8883))
    found = Seen(with_addresses(tables))
    assert (found.brokers, found.alone) == ((("192.168.1.5", 8883),), False)
    assert [name for name, _certificate, _key in found.certificates()] == ["board"]


def test_beside_the_controller_it_is_its_own_machine(tmp_path: Path) -> None:
    link = {"host": "", "credentials": str(tmp_path)}
    seen = Seen(with_addresses({"controller": {}, "board": {"link": link}, "kiosk": {"link": link}}))
    assert (seen.brokers, seen.alone, list(seen.certificates())) == ((("127.0.0.1", 1883),), True, [])


def test_an_address_is_left_as_it_is() -> None:
    tables: Tables = {
        "board": {"link": {"host": "10.0.0.2", "port": 8883}},
        "kiosk": {"link": 7},
        "panel": {},
    }
    assert with_addresses(tables) == tables
