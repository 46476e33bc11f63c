"""Messages of a desk, as short as tests want them. ``NOW`` is the desk's clock at board time 0."""

from pathlib import Path

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import CounterId, DeviceId, ServiceCode, TicketId

NOW = 1_795_251_600_000  # 2026-11-21 09:00 UTC, 16:00 in Vietnam
VIETNAM_MINUTES = 7 * 60
TEXTS = load_catalogue(Path(__file__).parents[3] / "display_board" / "texts")


def a_call(number: str, counter: str = "1", *, at: int = 0, times: int = 1) -> m.Call:
    """A call ``at`` milliseconds after NOW."""
    return m.Call(
        ticket=TicketId(f"20261121-{number}"),
        number=number,
        counter=CounterId(counter),
        label=counter,
        at=NOW + at,
        times=times,
    )


def a_board(*calls: m.Call, seq: int = 1, epoch: int = 1, **waiting: int) -> m.BoardState:
    """A board, newest call first."""
    counts = {ServiceCode(code): count for code, count in waiting.items()}
    return m.BoardState(epoch=epoch, seq=seq, at=NOW, calls=calls, waiting=counts)


def a_counter(call: m.Call | None, *, seq: int = 1, counter: str = "1") -> m.CounterState:
    """The state of one counter."""
    return m.CounterState(
        epoch=1, seq=seq, at=NOW, counter=CounterId(counter), label=counter, call=call, waiting=0
    )


def a_pulse(at: float, *, online: bool = True) -> m.Presence:
    """The desk's presence, ``at`` seconds after NOW."""
    return m.Presence(
        device=DeviceId("desk"), program="controller", version="1", online=online, at=NOW + int(at * 1000)
    )


def an_office() -> m.OfficeState:
    """Two services."""
    services = tuple(
        m.ServiceInfo(
            code=ServiceCode(code), prefix=prefix, name={"vi": name}, icon="map", counters=(CounterId("1"),)
        )
        for code, prefix, name in (("land", "D", "Đất đai - Môi trường"), ("justice", "H", "Hộ tịch"))
    )
    return m.OfficeState(
        epoch=1,
        seq=1,
        at=NOW,
        site="demo",
        name={"vi": "Trung tâm Phục vụ hành chính công"},
        authority={"vi": "Ủy ban nhân dân xã Minh Tân"},
        services=services,
        counters=(),
        sessions=(),
        priority_groups=(),
        printers={},
        utc_offset_minutes=VIETNAM_MINUTES,
    )
