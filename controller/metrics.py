"""What the desk counts, for ``/metrics`` (Prometheus text format)."""

from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from contracts import messages as m

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0)


class Metrics:
    """The counters of one controller."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._accepted = Counter(
            "motcua_commands_accepted",
            "Commands carried out",
            ["result", "repeated"],
            registry=self._registry,
        )
        self._refused = Counter(
            "motcua_commands_refused", "Commands refused", ["code"], registry=self._registry
        )
        self._decide = Histogram(
            "motcua_decide_seconds", "Deciding one batch", registry=self._registry, buckets=_BUCKETS
        )
        self._commit = Histogram(
            "motcua_commit_seconds", "One durable transaction", registry=self._registry, buckets=_BUCKETS
        )
        self._look_ups = Counter(
            "motcua_look_ups", "Look-ups of dossiers", ["outcome"], registry=self._registry
        )
        self._waiting = Gauge("motcua_waiting", "People who wait", ["service"], registry=self._registry)
        self._link = Gauge("motcua_link_up", "Whether the broker is connected", registry=self._registry)

    def answered(self, reply: m.AnyReply) -> None:
        """Count an answer."""
        if isinstance(reply, m.Accepted):
            self._accepted.labels(reply.result.kind, str(reply.repeated).lower()).inc()
        else:
            self._refused.labels(reply.code).inc()

    def looked_up(self, outcome: str) -> None:
        """Count a look-up; what was looked up is no concern of ours."""
        self._look_ups.labels(outcome).inc()

    def deciding(self) -> AbstractContextManager[object]:
        """Time the rules."""
        return self._decide.time()

    def committing(self) -> AbstractContextManager[object]:
        """Time the journal."""
        return self._commit.time()

    def show(self, *, waiting: dict[str, int], link_up: bool) -> bytes:
        """Everything in the text format, with the present state."""
        for service, people in waiting.items():
            self._waiting.labels(service).set(people)
        self._link.set(link_up)
        return generate_latest(self._registry)
