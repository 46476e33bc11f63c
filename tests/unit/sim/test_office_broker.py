"""The private Mosquitto of the demo and the tests."""

from pathlib import Path

import pytest

from hardware.link.mqtt import MqttLink, wait_until_up
from simulation.office.broker import Broker, BrokerFailed, BrokerMissing, find_mosquitto, running_broker

pytestmark = pytest.mark.broker


def test_it_listens_where_it_says_and_is_gone_afterwards(tmp_path: Path):
    with running_broker(tmp_path) as broker:
        link = MqttLink(broker.host, broker.port, "somebody")
        link.start(lambda _happening: None, (), None)
        assert wait_until_up(link, 5)
        link.close()
    assert not broker.listening()


def test_it_comes_back_on_the_same_port_after_a_kill(tmp_path: Path):
    with running_broker(tmp_path) as broker:
        port = broker.port
        broker.kill()
        assert not broker.listening()
        broker.start()
        assert broker.port == port
        assert broker.listening()


def test_a_port_that_is_taken_is_an_error(tmp_path: Path):
    with running_broker(tmp_path / "first") as first:
        second = Broker(tmp_path / "second", port=first.port)
        with pytest.raises(BrokerFailed, match="is taken"):
            second.start()


def test_a_missing_broker_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shutil.which", lambda *_args, **_options: None)
    with pytest.raises(BrokerMissing, match="apt-get install mosquitto"):
        Broker(tmp_path)


def test_it_is_found_where_debian_hides_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    assert find_mosquitto().endswith("/mosquitto")


def test_a_broker_that_dies_at_its_start_is_an_error_with_its_log(tmp_path: Path) -> None:
    broker = Broker(tmp_path)
    (tmp_path / "mosquitto.conf").write_text("no_such_option yes\n")
    with pytest.raises(BrokerFailed, match="no_such_option"):
        broker.start()
