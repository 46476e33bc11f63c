"""Message <-> bytes. The only place that knows the wire is JSON."""

import hashlib
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts import messages as m
from contracts import topics as t

MAX_BYTES = 64 * 1024
"""Nothing we write comes near it; a larger payload is not read at all."""
MAX_REASON = 300
"""Characters of a reason or topic in an error: a stranger's text must not flood the log."""

_COMMAND: TypeAdapter[m.AnyQuestion] = TypeAdapter(m.AnyQuestion)
_REPLY: TypeAdapter[m.AnyReply] = TypeAdapter(m.AnyReply)
_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "cmd": _COMMAND,
    "reply": _REPLY,
    "event": TypeAdapter(m.Event),
    "print": TypeAdapter(m.PrintJob),
    "presence": TypeAdapter(m.Presence),
    "sheet": TypeAdapter(m.Sheet),
    "watch": TypeAdapter(m.Watch),
    "care": TypeAdapter(m.Care),
    "screen": TypeAdapter(m.ScreenPicture),
    "desk": TypeAdapter(m.DeskPulse),
    "memory": TypeAdapter(m.Memory),
    "name": TypeAdapter(m.NameClaim),
}
_SNAPSHOTS = {
    name: TypeAdapter[m.Snapshot](t.snapshot_type(name)) for name in ("office", "queue", "board", "counter")
}


class WireError(ValueError):
    """A payload that is not the message its topic promises. Says topic, reason and an excerpt."""

    def __init__(self, topic: str, reason: str, payload: bytes) -> None:
        """``payload`` is quoted up to 60 bytes, so that the log line stays one line."""
        self.topic = topic
        self.reason = _one_line(reason)
        excerpt = payload[:60].decode("utf-8", "backslashreplace")
        super().__init__(f"{_one_line(topic)}: {self.reason} (payload: {excerpt!r})")


def encode(message: m.Message) -> bytes:
    """The message as UTF-8 JSON."""
    return message.model_dump_json().encode()


def digest(payload: bytes) -> str:
    """What tells one snapshot's bytes from all others, short enough for every pulse."""
    return hashlib.blake2b(payload, digest_size=8).hexdigest()


def decode(topics: t.Topics, topic: str, payload: bytes) -> m.Message:
    """The message that ``topic`` promises.

    Raises WireError for a foreign topic, an oversized or malformed payload, a wrong version, or a
    payload that names another kind, device or counter than its topic. Unknown fields are ignored.
    """
    try:
        levels = topics.split(topic)
    except t.TopicError as error:
        raise WireError(topic, str(error), payload) from None
    if len(payload) > MAX_BYTES:
        raise WireError(topic, f"{len(payload)} bytes, at most {MAX_BYTES}", payload)
    adapter = _SNAPSHOTS[levels[1]] if levels[0] == "state" else _ADAPTERS[levels[0]]
    try:
        message: m.Message = adapter.validate_json(payload, extra="ignore")
    except ValidationError as error:
        raise WireError(topic, _reason(error), payload) from None
    _check_topic_matches(topic, levels, message, payload)
    return message


def _check_topic_matches(topic: str, levels: tuple[str, ...], message: m.Message, payload: bytes) -> None:
    match message:
        case m.Command() | m.Event():
            said: str = message.kind  # type: ignore[union-attr] # every command has a kind, the base class not
        case m.Presence() | m.Memory() | m.NameClaim():
            said = message.device
        case m.DeskPulse():
            said = message.instance
        case m.CounterState():
            said = message.counter
        case _:
            return
    if said != levels[-1]:
        raise WireError(topic, f"the payload says {said!r}, the topic {levels[-1]!r}", payload)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "payload"
    more = f" and {error.error_count() - 1} more" if error.error_count() > 1 else ""
    return f"{where}: {first['msg']}{more}"


def _one_line(text: str) -> str:
    """``text`` cut short, with everything that does not print escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:MAX_REASON])
