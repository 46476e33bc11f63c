"""Which topics a subscription covers."""


def matches(topic_filter: str, topic: str) -> bool:
    """Whether an MQTT filter (``+`` one level, ``#`` the rest) covers a topic."""
    want, have = topic_filter.split("/"), topic.split("/")
    if want[-1] == "#":
        return len(have) >= len(want) - 1 and all(
            w in ("+", h) for w, h in zip(want[:-1], have, strict=False)
        )
    return len(want) == len(have) and all(w in ("+", h) for w, h in zip(want, have, strict=True))
