"""The Link port: one set of promises, kept by the link in memory and by the one to a real broker."""

import threading
from collections.abc import Iterator

import pytest

import hardware.link.mqtt
from hardware.link.filters import matches
from hardware.ports import Connected, Disconnected, LinkHappening, Will
from tests.ports.link_nets import Inbox, MemoryNet, MqttNet, Net, fence_of, fresh, settle, started
from tests.waiting import until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware.link.mqtt, "RETRY_S", (0.02, 0.05))


@pytest.fixture(params=["memory", pytest.param("mqtt", marks=pytest.mark.broker)])
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    made: Net = MemoryNet() if request.param == "memory" else MqttNet(request.getfixturevalue("broker"))
    yield made
    made.end()


@pytest.fixture
def here() -> str:
    """A branch of topics that no other test has used: the real broker remembers between tests."""
    return f"test-{next(fresh)}"


class TestLink:
    def test_a_message_reaches_those_who_asked_for_it(self, net: Net, here: str):
        sender, own = started(net)
        _, exact = started(net, f"{here}/a")
        _, one_level = started(net, f"{here}/+")
        _, all_below = started(net, f"{here}/#")
        sender.publish(f"{here}/a", b"1")
        sender.publish(f"{here}/a/b", b"2")
        sender.publish(f"{here}-other/a", b"3")
        until(lambda: len(all_below.payloads()) == 2)
        until(lambda: exact.messages() == one_level.messages() == [(f"{here}/a", b"1", False)])
        assert all_below.payloads() == [b"1", b"2"]
        assert own.messages() == []

    def test_a_sender_hears_itself_if_it_asked(self, net: Net, here: str):
        link, inbox = started(net, here)
        link.publish(here, "Quầy 1".encode())
        until(lambda: inbox.payloads() == ["Quầy 1".encode()])

    def test_messages_of_one_sender_keep_their_order(self, net: Net, here: str):
        sender, _ = started(net)
        _, inbox = started(net, f"{here}/#")
        sent = [str(number).encode() for number in range(300)]
        assert all(sender.publish(f"{here}/{int(one) % 3}", one) for one in sent)
        until(lambda: len(inbox.payloads()) == len(sent))
        assert inbox.payloads() == sent

    def test_two_clients_talk_both_ways(self, net: Net, here: str):
        (desk, at_desk), (kiosk, at_kiosk) = started(net, f"{here}/cmd"), started(net, f"{here}/reply")
        kiosk.publish(f"{here}/cmd", b"may I?")
        until(lambda: at_desk.payloads() == [b"may I?"])
        desk.publish(f"{here}/reply", b"yes")
        until(lambda: at_kiosk.payloads() == [b"yes"])

    def test_what_is_retained_is_given_to_those_who_come_later(self, net: Net, here: str):
        sender, own = started(net, f"{here}/+")
        sender.publish(f"{here}/state", b"old", retain=True)
        sender.publish(f"{here}/state", b"new", retain=True)
        sender.publish(f"{here}/fact", b"gone")
        settle(sender, own)
        _, late = started(net, f"{here}/+")
        assert late.messages() == [(f"{here}/state", b"new", True)]
        assert [retained for *_, retained in own.messages()] == [False, False, False]

    def test_an_empty_retained_message_clears_what_was_kept(self, net: Net, here: str):
        sender, own = started(net)
        sender.publish(here, b"kept", retain=True)
        sender.publish(here, b"", retain=True)
        settle(sender, own)
        assert started(net, here)[1].messages() == []

    def test_the_last_will_is_spoken_and_kept_when_a_link_vanishes(self, net: Net, here: str):
        _, watcher = started(net, here)
        victim, _ = started(net, will=Will(here, b"gone"))
        net.drop(victim)
        until(lambda: watcher.messages() == [(here, b"gone", False)])
        assert started(net, here)[1].messages() == [(here, b"gone", True)]

    def test_a_link_that_closes_speaks_no_will_and_is_down(self, net: Net, here: str):
        watching, watcher = started(net, f"{here}/#")
        link, _ = started(net, will=Will(f"{here}/presence", b"gone"))
        link.publish(f"{here}/presence", b"goodbye", retain=True)
        link.close()
        until(lambda: watcher.payloads() == [b"goodbye"])
        assert not link.publish(f"{here}/presence", b"too late")
        settle(watching, watcher)
        assert watcher.payloads() == [b"goodbye"]
        link.close()

    def test_nothing_can_be_sent_before_the_start(self, net: Net, here: str):
        _, inbox = started(net, here)
        assert not net.link().publish(here, b"early")
        assert inbox.messages() == []

    def test_a_link_that_never_started_can_be_closed(self, net: Net):
        net.link().close()

    def test_what_is_published_while_the_link_is_down_is_never_sent(self, net: Net, here: str):
        sender, own = started(net)
        _, inbox = started(net, here)
        net.cut()
        until(lambda: own.count(Disconnected) and inbox.count(Disconnected))
        assert not sender.publish(here, b"stale")
        assert not sender.publish(here, b"stale and kept", retain=True)
        net.restore()
        until(lambda: own.count(Connected) == inbox.count(Connected) == 2)
        sender.publish(here, b"fresh")
        until(lambda: b"fresh" in inbox.payloads())
        assert inbox.payloads() == [b"fresh"]

    def test_a_link_comes_back_by_itself_and_hears_everything_again(self, net: Net, here: str):
        sender, own = started(net)
        receiver, inbox = started(net, f"{here}/+")
        net.cut()
        until(lambda: own.count(Disconnected) == inbox.count(Disconnected) == 1)
        assert sender.healthy()
        net.restore()
        until(lambda: own.count(Connected) == inbox.count(Connected) == 2)
        settle(receiver, inbox)
        sender.publish(f"{here}/fact", b"heard")
        until(lambda: inbox.messages(here) == [(f"{here}/fact", b"heard", False)])

    def test_a_link_that_was_gone_gets_what_is_retained(self, net: Net, here: str):
        net.cut()
        link, inbox = net.link(), Inbox()
        link.start(inbox, (here, fence_of(inbox)), None)
        net.restore()
        sender, own = started(net)
        sender.publish(here, b"state", retain=True)
        settle(sender, own)
        settle(link, inbox)
        assert b"state" in inbox.payloads()

    def test_an_exception_in_the_inbox_harms_neither_link_nor_sender(self, net: Net, here: str):
        sender, _ = started(net)
        link, heard = net.link(), Inbox()

        def refuse(happening: LinkHappening) -> None:
            heard(happening)
            raise RuntimeError("the inbox is full")

        link.start(refuse, (here, fence_of(heard)), None)
        until(lambda: heard.count(Connected))
        settle(link, heard)
        for payload in (b"1", b"2"):
            assert sender.publish(here, payload)
        until(lambda: heard.payloads() == [b"1", b"2"])
        assert link.healthy()
        assert link.publish(here, b"3")

    def test_a_program_may_publish_in_the_moment_it_is_connected(self, net: Net, here: str):
        _, watcher = started(net, here)
        link = net.link()

        def greet(happening: LinkHappening) -> None:
            if isinstance(happening, Connected):
                assert link.publish(here, b"here I am", retain=True)

        link.start(greet, (), None)
        until(lambda: watcher.payloads() == [b"here I am"])

    def test_many_threads_may_publish(self, net: Net, here: str):
        sender, _ = started(net)
        _, inbox = started(net, f"{here}/+")

        def send(who: int) -> None:
            for number in range(60):
                sender.publish(f"{here}/{who}", str(number).encode() + b"x" * 3000)

        threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until(lambda: len(inbox.payloads()) == 240)
        for who in range(4):
            numbers = [payload.rstrip(b"x") for _, payload, _ in inbox.messages(f"{here}/{who}")]
            assert numbers == [str(number).encode() for number in range(60)]


@pytest.mark.parametrize(
    ("topic_filter", "topic", "covered"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a", False),
        ("a/b", "a/b/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/b", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/+/#", "a", False),
        ("a/+/#", "a/b", True),
        ("#", "a/b", True),
        ("a/#", "b/a", False),
    ],
)
def test_filters_cover_what_mqtt_says(topic_filter: str, topic: str, covered: bool):  # noqa: FBT001 - a column of the table
    assert matches(topic_filter, topic) is covered
