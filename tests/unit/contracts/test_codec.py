"""Message <-> bytes: strict when writing, lenient when reading, and one kind of error."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contracts import messages as m
from contracts.codec import MAX_BYTES, MAX_REASON, WireError, decode, encode
from contracts.topics import Topics
from contracts.vocabulary import FaultCode, PriorityGroup, RefusalCode, SiteId
from tests.golden.wire_examples import ASKED, EXAMPLES, MARK, ONE, REQUEST, TICKET

TOPICS = Topics(SiteId("hoa-cuong"))
LONGEST = 2 * MAX_REASON * 10 + 400
"""Of an error: topic and reason, each character escaped at worst to ten, and the excerpt."""

ids = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
millis = st.integers(0, 2**53)
counts = st.integers(0, 9999)
numbers = st.from_regex(r"[A-Z]{0,3}[0-9]{1,6}", fullmatch=True)
tickets = st.builds("{:08}-{}".format, st.integers(0, 99_999_999), numbers)
requests = st.uuids().map(str)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
names = st.fixed_dictionaries({"vi": words}, optional={"en": words})
waits = st.none() | st.builds(m.WaitRange, low=counts, high=counts)
calls = st.builds(m.Call, ticket=tickets, number=numbers, counter=ids, label=words, at=millis, times=counts)
marks: dict[str, Any] = {"epoch": millis, "seq": millis, "at": millis}

commands = st.one_of(
    st.builds(
        m.IssueTicket,
        request_id=requests,
        at=millis,
        service=ids,
        priority=st.sampled_from(PriorityGroup),
        lang=st.sampled_from(["vi", "en"]),
    ),
    st.builds(
        m.Transfer,
        request_id=requests,
        at=millis,
        counter=ids,
        to_service=st.none() | ids,
        to_counter=st.none() | ids,
    ),
    st.builds(m.Park, request_id=requests, at=millis, counter=ids, reason=words),
    st.builds(m.Cancel, request_id=requests, at=millis, ticket=tickets, reason=words),
)
replies = st.one_of(
    st.builds(
        m.Refused,
        request_id=requests,
        code=st.sampled_from(RefusalCode),
        detail=words,
        facts=st.dictionaries(words, words, max_size=3),
    ),
    st.builds(
        m.Accepted,
        request_id=requests,
        repeated=st.booleans(),
        result=st.builds(
            m.Issued,
            ticket=tickets,
            number=numbers,
            service=ids,
            ahead=counts,
            wait=waits,
            counters=st.lists(words, max_size=3).map(tuple),
            job=st.none(),
        ),
    ),
)
told = st.one_of(
    st.tuples(
        st.just("state/board"),
        st.builds(
            m.BoardState,
            **marks,
            calls=st.lists(calls, max_size=4).map(tuple),
            waiting=st.dictionaries(ids, counts, max_size=4),
        ),
    ),
    st.tuples(
        st.just("state/office"),
        st.builds(
            m.OfficeState,
            **marks,
            site=ids,
            name=names,
            authority=names,
            services=st.just(()),
            counters=st.just(()),
            sessions=st.just(()),
            priority_groups=st.just(()),
            printers=st.dictionaries(ids, ids, max_size=3),
            utc_offset_minutes=st.integers(-720, 840),
        ),
    ),
    st.tuples(
        st.just("presence/kiosk-1"),
        st.builds(
            m.Presence,
            device=st.just("kiosk-1"),
            program=words,
            version=words,
            online=st.booleans(),
            at=millis,
            faults=st.lists(
                st.builds(m.Fault, code=st.sampled_from(FaultCode), detail=words), max_size=3
            ).map(tuple),
        ),
    ),
)


def read(below: str, payload: bytes) -> m.Message:
    return decode(TOPICS, f"{TOPICS.root}/{below}", payload)


def error_of(below: str, payload: bytes) -> WireError:
    with pytest.raises(WireError) as caught:
        read(below, payload)
    return caught.value


def changed(name: str, **changes: Any) -> tuple[str, bytes]:
    """An example with fields replaced; None takes a field away."""
    below, message = EXAMPLES[name]
    fields = message.model_dump(mode="json") | changes
    return below, json.dumps({key: value for key, value in fields.items() if value is not None}).encode()


# --- there and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_of_message_comes_back_as_it_went(name: str):
    below, message = EXAMPLES[name]
    assert read(below, encode(message)) == message


@given(commands)
def test_any_command_comes_back_as_it_went(command: m.AnyCommand):
    assert read(f"cmd/kiosk-1/{command.kind}", encode(command)) == command


@given(replies)
def test_any_reply_comes_back_as_it_went(reply: m.AnyReply):
    assert read("reply/kiosk-1", encode(reply)) == reply


@given(told)
def test_any_snapshot_and_presence_comes_back_as_it_went(told: tuple[str, m.Message]):
    below, message = told
    assert read(below, encode(message)) == message


def test_the_wire_is_plain_utf8_json():
    payload = encode(m.Park(**ASKED, counter=ONE, reason="thiếu bản sao"))
    assert "thiếu bản sao".encode() in payload
    assert json.loads(payload)["counter"] == ONE


# --- strict when building, lenient when reading -----------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_unknown_field_is_ignored_by_readers_and_refused_by_writers(name: str):
    below, message = EXAMPLES[name]
    newer = with_unknown_fields(json.loads(encode(message)))
    assert read(below, json.dumps(newer).encode()) == message
    with pytest.raises(ValidationError, match="from-tomorrow"):
        type(message).model_validate(newer)


def with_unknown_fields(value: Any) -> Any:
    """An unknown field in every object that is a model (a plain table of the wire has ids as keys)."""
    if isinstance(value, list):
        return [with_unknown_fields(item) for item in value]
    if not isinstance(value, dict):
        return value
    table = set(value) & {"vi", "kiosk-1", "ho-tich", "opens_at", "by"} or not value
    return {k: with_unknown_fields(v) for k, v in value.items()} | ({} if table else {"from-tomorrow": [1]})


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (m.CallNext, {"counter": "Quầy 1"}),
        (m.CallNext, {"counter": "quay-1\n"}),
        (m.CallNext, {"counter": "q" * 33}),
        (m.CallNext, {"counter": ""}),
        (m.CallNext, {"counter": "quay-1", "request_id": "1"}),
        (m.CallNext, {"counter": "quay-1", "request_id": REQUEST.upper()}),
        (m.CallNext, {"counter": "quay-1", "at": -1}),
        (m.CallNext, {"counter": "quay-1", "kind": "recall"}),
        (m.CallNext, {"counter": "quay-1", "v": 2}),
        (m.CallNext, {}),
        (m.Resume, {"ticket": "A001"}),
        (m.Resume, {"ticket": "20261121-a001"}),
        (m.Resume, {"ticket": "٢٠٢٦١١٢١-A٠٠١"}),
        (m.Resume, {"ticket": f"{TICKET}\n"}),
        (m.Reprint, {"ticket": f"{TICKET}-1"}),
        (m.ReportSlip, {"job": TICKET, "state": "printed"}),
        (m.ReportSlip, {"job": f"{TICKET}-1", "state": "voided"}),
        (m.ReportSlip, {"job": f"{TICKET}-1", "state": "printed", "detail": "x" * 201}),
        (m.IssueTicket, {"service": "ho-tich", "lang": "tiếng Việt"}),
        (m.IssueTicket, {"service": "ho-tich", "priority": "friend"}),
        (m.Park, {"counter": "quay-1", "reason": "\ud800"}),
    ],
)
def test_a_wrong_command_cannot_be_built(model: type[m.Command], fields: dict[str, Any]):
    with pytest.raises(ValidationError):
        model(**(ASKED | fields))


def test_a_text_without_vietnamese_cannot_be_built():
    with pytest.raises(ValidationError, match="Vietnamese"):
        m.ServiceInfo(code="ho-tich", prefix="A", name={"en": "Civil"}, icon="map", counters=())  # type: ignore[arg-type] # a literal id


def test_a_message_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        m.CallNext(**ASKED, counter=ONE).at = 0


# --- what cannot be read ----------------------------------------------------------------------------


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


@pytest.mark.parametrize("name", VERSIONED)
@pytest.mark.parametrize("version", [0, 2, "two", [1]])
def test_another_version_is_refused(name: str, version: Any):
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
        try:
            message = decode(TOPICS, topics[index], bytes(payload))
        except WireError as error:
            refused += 1
            assert str(error).isprintable()
        else:
            assert isinstance(message, BaseModel)
    assert refused > 1000


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
