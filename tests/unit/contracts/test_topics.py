"""Topics: built and read by one table, and nothing outside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from contracts.topics import DESK, EXPIRES_S, ROOT, TABLE, TopicError, TopicRow, Topics, snapshot_type
from contracts.vocabulary import ID_LENGTH, CounterId, DeviceId, SiteId, is_id

ids = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
TOPICS = Topics(SiteId("hoa-cuong"))


@given(site=ids, device=ids, kind=ids, counter=ids)
def test_what_is_built_is_read_again(site: str, device: str, kind: str, counter: str):
    topics, who = Topics(SiteId(site)), DeviceId(device)
    built = {
        topics.command(who, kind): ("cmd", device, kind),
        topics.reply(who): ("reply", device),
        topics.event(kind): ("event", kind),
        topics.state("office"): ("state", "office"),
        topics.state("queue"): ("state", "queue"),
        topics.state("board"): ("state", "board"),
        topics.state("counter", CounterId(counter)): ("state", "counter", counter),
        topics.print_job(who): ("print", device),
        topics.presence(who): ("presence", device),
        topics.sheet(who): ("sheet", device),
        topics.watch(who): ("watch", device),
        topics.care(who): ("care", device),
        topics.screen(who): ("screen", device),
        topics.desk(device): ("desk", device),
        topics.memory(who): ("memory", device),
        topics.name(who): ("name", device),
    }
    assert {topic: topics.split(topic) for topic in built} == built
    assert {levels[:1] for levels in built.values()} == {(row.pattern.split("/")[0],) for row in TABLE}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.pattern)
def test_every_row_can_be_built_and_read(row: TopicRow):
    levels = tuple("quay-1" if level.startswith("<") else level for level in row.pattern.split("/"))
    assert TOPICS.split(f"{TOPICS.root}/{'/'.join(levels)}") == levels


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.pattern)
def test_what_is_retained_never_expires_and_everything_else_does(row: TopicRow):
    assert row.retained == (row.expires_s is None)
    assert EXPIRES_S[row.pattern.split("/")[0]] == row.expires_s


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.pattern)
def test_every_row_names_messages_that_exist(row: TopicRow):
    assert all(issubclass(getattr(m, name), m.Message) for name in row.message.split(", "))


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "/",
        "motcua",
        TOPICS.root,
        f"{TOPICS.root}/",
        f"/{TOPICS.root}/state/board",
        f"{TOPICS.root}//state/board",
        f"{ROOT}/ngu-hanh-son/state/board",
        f"{ROOT}/hoa-cuong-2/state/board",
        "motcua/v2/hoa-cuong/state/board",
        f"{TOPICS.root}/state",
        f"{TOPICS.root}/state/weather",
        f"{TOPICS.root}/state/counter",
        f"{TOPICS.root}/state/board/quay-1",
        f"{TOPICS.root}/cmd/kiosk-1",
        f"{TOPICS.root}/cmd/kiosk-1/issue-ticket/now",
        f"{TOPICS.root}/cmd//issue-ticket",
        f"{TOPICS.root}/cmd/+/issue-ticket",
        f"{TOPICS.root}/cmd/#",
        f"{TOPICS.root}/presence/Kiosk-1",
        f"{TOPICS.root}/presence/kiosk_1",
        f"{TOPICS.root}/presence/kiosk-1\n",
        f"{TOPICS.root}/presence/ki-ốt",
        f"{TOPICS.root}/presence/{'k' * (ID_LENGTH + 1)}",
        f"{TOPICS.root}/shout/kiosk-1",
        "$SYS/broker/uptime",
    ],
)
def test_a_foreign_or_illegal_topic_is_refused(topic: str):
    with pytest.raises(TopicError) as caught:
        TOPICS.split(topic)
    assert repr(topic) in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_split_or_refused(text: str):
    topic = f"{TOPICS.root}/{text}"
    try:
        levels = TOPICS.split(topic)
    except TopicError:
        return
    assert "/".join(levels) == text


@pytest.mark.parametrize(
    ("name", "counter"), [("weather", None), ("counter", None), ("board", CounterId("quay-1")), ("", None)]
)
def test_a_snapshot_that_does_not_exist_has_no_topic(name: str, counter: CounterId | None):
    with pytest.raises(TopicError):
        TOPICS.state(name, counter)


def test_filters_are_topics_with_one_level_open():
    assert TOPICS.commands() == f"{TOPICS.root}/cmd/+/+"
    assert TOPICS.presence("+") == f"{TOPICS.root}/presence/+"
    assert TOPICS.event("+") == f"{TOPICS.root}/event/+"
    assert TOPICS.state("counter", CounterId("+")) == f"{TOPICS.root}/state/counter/+"


def test_every_snapshot_has_its_model():
    names = {row.pattern.split("/")[1]: row.message for row in TABLE if row.pattern.startswith("state/")}
    assert {name: snapshot_type(name).__name__ for name in names} == names


@pytest.mark.parametrize("good", ["a", "1", "quay-1", "a-b-c-1", "k" * ID_LENGTH, DESK])
def test_an_id_is_lower_case_words_and_digits(good: str):
    assert is_id(good)


@pytest.mark.parametrize(
    "bad", ["", "-", "a-", "-a", "a--b", "A", "a b", "a/b", "+", "#", "a\n", "quầy", "a.b", "k" * 33]
)
def test_what_could_not_be_one_level_of_a_topic_is_no_id(bad: str):
    assert not is_id(bad)
