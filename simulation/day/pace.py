"""A scenario in less time: the same people, counters and faults, closer together."""

from controller.domain.office import clock_of, minute_of
from controller.what_if.scenario import Scenario


def faster(scenario: Scenario, pace: int) -> Scenario:
    """Everything that people do takes a ``pace``-th of its time; what programs and devices do takes as long as ever."""
    begins = min(minute_of(s.take_from) for s in scenario.sessions)

    def at(clock: str) -> str:
        return clock_of(begins + (minute_of(clock) - begins) // pace)

    sessions = []
    for session in scenario.sessions:
        times = {key: at(clock) for key, clock in session.model_dump().items()}
        times["take_until"] = max(times["take_until"], clock_of(minute_of(times["take_from"]) + 1))
        times["serve_until"] = max(times["serve_until"], clock_of(minute_of(times["serve_from"]) + 1))
        sessions.append(session.model_copy(update=times))
    services = [s.model_copy(update={"minutes": s.minutes / pace}) for s in scenario.services]
    rush = [
        r.model_copy(update={"at": at(r.at), "minutes": max(1, r.minutes // pace)}) for r in scenario.rush
    ]
    visits = [
        v.model_copy(update={"minute": begins + (v.minute - begins) / pace, "minutes": v.minutes / pace})
        for v in scenario.visits
    ]
    return scenario.model_copy(
        update={
            "sessions": tuple(sessions),
            "services": tuple(services),
            "rush": tuple(rush),
            "visits": tuple(visits),
        }
    )
