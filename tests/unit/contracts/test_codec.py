"""Message <-> bytes: what is written is read again; strict when writing, lenient when reading."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import FaultCode, PriorityGroup, RefusalCode
from tests.golden.wire_examples import ASKED, EXAMPLES, ONE, REQUEST, TICKET
from tests.unit.contracts.wire_reading import read

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
    table = (
        set(value) & {"vi", "kiosk-1", "ho-tich", "limit", "by", "board", "attitude", "before"} or not value
    )
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
        m.ServiceInfo(code="ho-tich", prefix="A", name={"en": "Civil"}, icon="map", counters=())


def test_a_message_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        m.CallNext(**ASKED, counter=ONE).at = 0  # type: ignore[misc] # that is the point
