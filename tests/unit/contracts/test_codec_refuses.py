"""What is not the message its topic promises is a WireError, and never anything else."""

import json
import random
from typing import Any

import pytest
from pydantic import BaseModel

from contracts.codec import MAX_BYTES, MAX_REASON, WireError, decode, encode
from tests.golden.wire_examples import EXAMPLES, MARK
from tests.unit.contracts.wire_reading import TOPICS, changed, error_of, read

LONGEST = 2 * MAX_REASON * 10 + 400
"""Of an error: topic and reason, each character escaped at worst to ten, and the excerpt."""


def test_an_error_names_topic_reason_and_an_excerpt():
    below, payload = changed("cmd-call-next", counter="Quầy 1")
    error = error_of(below, payload)
    assert error.topic == f"{TOPICS.root}/{below}"
    assert error.reason.startswith("call-next.counter: String should match pattern")
    assert str(error) == f"{error.topic}: {error.reason} (payload: {payload[:60].decode()!r})"


def test_an_error_counts_the_faults_it_does_not_name():
    below, payload = changed("cmd-call-next", counter=7, at=-1, request_id=None)
    assert error_of(below, payload).reason.endswith(" and 2 more")


VERSIONED = [name for name, (_, message) in EXAMPLES.items() if "v" in type(message).model_fields]


def test_everything_but_a_reply_carries_a_version():
    assert set(EXAMPLES) - set(VERSIONED) == {name for name in EXAMPLES if name.startswith("reply-")}


@pytest.mark.parametrize("version", [0, 2, "two", [1]])
def test_another_version_is_refused(version: Any):
    for name in VERSIONED:
        assert ".v: " in f".{error_of(*changed(name, v=version)).reason}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_truncated_payload_is_refused_wherever_it_ends(name: str):
    below, message = EXAMPLES[name]
    payload = encode(message)
    for end in range(len(payload)):
        assert error_of(below, payload[:end]).reason


def test_a_payload_of_the_greatest_size_is_read_and_one_byte_more_is_not():
    below, message = EXAMPLES["presence"]
    payload = encode(message).ljust(MAX_BYTES)
    assert read(below, payload) == message
    assert error_of(below, payload + b" ").reason == f"{MAX_BYTES + 1} bytes, at most {MAX_BYTES}"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "EOF"),
        (b"null", "object"),
        (b"7", "object"),
        (b"[]", "object"),
        (b'"call-next"', "object"),
        (b"{}", "kind"),
        (b"\xff\xfe\x00", "JSON"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b'{"kind": "call-next", "counter": "\xc3"}', "JSON"),
        (b'{"kind": "\\ud800"}', "JSON"),
        (b"[" * 50_000, "recursion"),
        (b'{"kind":' * 7_000, "recursion"),
        (b'{"kind": "dance"}', "dance"),
        (b'{"kind": 7}', "kind"),
        (b"{'kind': 'call-next'}", "JSON"),
    ],
    ids=repr,
)
def test_a_payload_that_is_no_command_is_refused(payload: bytes, reason: str):
    assert reason in error_of("cmd/panel-1/call-next", payload).reason


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e999", "1.5", "-1", '"soon"', "null", "{}"]
)
def test_a_time_that_is_no_whole_number_is_refused(value: str):
    _, payload = changed("cmd-call-next", at=77)
    assert "at: " in error_of("cmd/panel-1/call-next", payload.replace(b"77", value.encode())).reason


def test_a_number_with_thousands_of_digits_is_refused():
    _, payload = changed("cmd-call-next", at=77)
    assert "range" in error_of("cmd/panel-1/call-next", payload.replace(b"77", b"9" * 10_000)).reason


@pytest.mark.parametrize(
    "place", ["[NaN, 0]", "[0, 1.01]", "[-0.01, 0]", "[Infinity, 0]", "[0]", "[0, 0, 0]"]
)
def test_a_touch_beside_the_screen_is_refused(place: str):
    assert "touch" in error_of("watch/kiosk-1", f'{{"until": 1, "touch": {place}}}'.encode()).reason


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("cmd/panel-1/recall", "cmd-call-next"),
        ("presence/kiosk-1", "presence"),
        ("state/counter/quay-2", "state-counter"),
        ("event/ticket-called", "event"),
    ],
)
def test_a_payload_that_names_another_than_its_topic_is_refused(below: str, name: str):
    assert "the topic" in error_of(below, encode(EXAMPLES[name][1])).reason


@pytest.mark.parametrize(("first", "second"), [("state-board", "state-queue"), ("presence", "print")])
def test_a_message_on_the_topic_of_another_is_refused(first: str, second: str):
    assert error_of(EXAMPLES[first][0], encode(EXAMPLES[second][1])).reason


def test_a_foreign_topic_is_a_wire_error_too():
    with pytest.raises(WireError, match="is not a topic below"):
        decode(TOPICS, "motcua/v1/elsewhere/state/board", encode(EXAMPLES["state-board"][1]))


def test_a_strangers_text_neither_breaks_nor_floods_the_log():
    fields = {"kind": "slip-ended", **MARK, "detail": {"\n\x1b[31m" * 2000: 1}}
    for below, payload in (
        ("event/slip-ended", json.dumps(fields).encode()),
        ("cmd/kiosk-1/recall", json.dumps({"kind": "\n" * 20_000}).encode()),
        ("event/\n\n" + "x" * 20_000, b"\n" * 100),
    ):
        said = str(error_of(below, payload))
        assert said.isprintable()
        assert len(said) < LONGEST


def test_two_thousand_random_payloads_are_read_or_refused_and_nothing_else():
    chance = random.Random(20261121)  # noqa: S311 - the same bytes in every run
    topics = [f"{TOPICS.root}/{below}" for below, _ in EXAMPLES.values()]
    payloads = [encode(message) for _, message in EXAMPLES.values()]
    refused = 0
    for _ in range(2000):
        index = chance.randrange(len(topics))
        payload = bytearray(
            payloads[index] if chance.random() < 0.7 else chance.randbytes(chance.randrange(80))
        )
        for _ in range(chance.randrange(1, 6)):
            damage(payload, chance)
        outcome = outcome_of(topics[index], bytes(payload))
        refused += isinstance(outcome, WireError)
        assert isinstance(outcome, WireError | BaseModel)
        assert not isinstance(outcome, WireError) or str(outcome).isprintable()
    assert refused > 1000


def outcome_of(topic: str, payload: bytes) -> BaseModel | WireError:
    try:
        return decode(TOPICS, topic, payload)
    except WireError as error:
        return error


def damage(payload: bytearray, chance: random.Random) -> None:
    where = chance.randrange(len(payload) + 1)
    match chance.randrange(4):
        case 0:
            payload[where:where] = chance.randbytes(chance.randrange(1, 4))
        case 1:
            del payload[where : where + chance.randrange(1, 20)]
        case 2:
            payload[where : where + 1] = chance.choice(
                [b"{", b"}", b'"', b"[", b"]", b",", b"\x00", b"\\", b"9"]
            )
        case _:
            payload[where:where] = payload[: chance.randrange(30)]
