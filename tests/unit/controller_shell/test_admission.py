"""Who may ask for what: every command by every principal, own and other; and how long a wish stays valid."""

from dataclasses import dataclass
from typing import Any, get_args

import pytest

from contracts import messages as m
from contracts.permissions import PERMISSIONS, Reach, Role, reach
from contracts.vocabulary import ClerkId, CounterId, DeviceId, RefusalCode, TicketId, is_id
from controller.desk.admission import admit
from controller.devices import CLERK_EXPIRES_MS, KIOSK_EXPIRES_MS, SKEW_MS
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.office_from_settings import devices_of, office_of
from controller.principals import NOBODY, Principal, clerk_at, nowhere, program, rater
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    SECOND_KIOSK,
    SECOND_PANEL,
    new_id,
    office_data,
    settings_of,
)

SETTINGS = settings_of(
    kiosks=[
        {"device": "kiosk-1", "printer": "printer-1"},
        {"device": "kiosk-2", "printer": "printer-2"},
    ],
    counters=[*office_data()["counters"], {"id": "3", "label": "3", "services": ["civil"]}],
)
OFFICE, DEVICES = office_of(SETTINGS), devices_of(SETTINGS)
ONE, TWO, LAN, HOA = CounterId("1"), CounterId("2"), ClerkId("lan"), ClerkId("hoa")
AT_ONE, AT_TWO, WAITS, ELSEWHERE = (TicketId(f"20261123-A00{n}") for n in (1, 2, 3, 4))


def the_day() -> Day:
    """A001 at counter 1, where Lan sits, and A002 at counter 2, where Hoa sits; A003 and A004 wait.

    A004 was taken at the other kiosk, so its slip is the other printer's.
    """
    day = Day("2026-11-23")
    asked: list[c.Command] = [
        *(c.IssueTicket(SETTINGS.services[0].code, device) for device in (KIOSK, KIOSK, KIOSK, SECOND_KIOSK)),
        c.SignIn(ONE, LAN),
        c.SignIn(TWO, HOA),
        c.CallNumber(ONE, AT_ONE),
        c.CallNumber(TWO, AT_TWO),
    ]
    for command in asked:
        decided = decide(OFFICE, day, command, Now(MORNING))
        assert isinstance(decided, Decided), decided
        day = fold(day, decided.events)
    return day


DAY = the_day()


@dataclass(frozen=True)
class Case:
    """One way to ask for a kind of command."""

    kind: str
    about: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind}, {self.about}" if self.about else self.kind


RATING: dict[str, Any] = {
    "counter": "1",
    "clerk": "lan",
    "service": "civil",
    "finished_at": MORNING,
    "given_at": MORNING,
    "way": "phone",
    "questionnaire": "one-touch-5",
    "version": 1,
    "answers": {"service": "good"},
}
OF_COUNTER = ("take-break", "end-break", "close-counter")
AT_COUNTER = ("call-next", "recall", "arrive", "mark-no-show", "finish", "park", "undo", *OF_COUNTER)
CASES = [
    Case("issue-ticket", "", {"service": "civil"}),
    *(Case(kind, f"counter {n}", {"counter": n}) for kind in AT_COUNTER for n in "123"),
    *(Case("transfer", f"counter {n}", {"counter": n, "to_service": "land"}) for n in "123"),
    *(Case("help-out", f"counter {n}", {"counter": n, "service": "land"}) for n in "123"),
    *(Case("call-digits", f"counter {n}", {"counter": n, "digits": "1"}) for n in "123"),
    *(Case("call-number", f"counter {n}", {"counter": n, "ticket": WAITS}) for n in "123"),
    *(
        Case(kind, about, {"ticket": ticket})
        for kind in ("resume", "cancel", "correct-ticket")
        for about, ticket in (
            ("waits", WAITS),
            ("at 1", AT_ONE),
            ("at 2", AT_TWO),
            ("unknown", "20261123-Z999"),
        )
    ),
    *(
        Case(kind, f"at counter {n}", {"ticket": WAITS, "counter": n})
        for kind in ("cancel", "correct-ticket")
        for n in "123"
    ),
    Case("reprint", "", {"ticket": AT_TWO}),
    *(
        Case("sign-in", f"{who} at {n}", {"counter": n, "clerk": who})
        for n in "12"
        for who in ("lan", "hoa", "nobody-there")
    ),
    *(Case("sign-out", f"counter {n}", {"counter": n}) for n in "123"),
    *(
        Case("report-slip", f"{state} of {ticket[-4:]}", {"job": f"{ticket}-1", "state": state})
        for ticket in (AT_ONE, ELSEWHERE, "20261123-Z999")
        for state in ("sending", "printed", "unknown", "not-printed", "on-screen")
    ),
    Case("lease-numbers", "", {"book": "00d1f2a3b4c5d6e7"}),
    Case("hand-in", "", {"ticket": AT_ONE, "service": "civil", "taken_at": 1}),
    *(Case("rate-ticket", f"of {ticket[-4:]}", {**RATING, "ticket": ticket}) for ticket in (AT_ONE, AT_TWO)),
    Case("confirm-clock", "", {}),
    Case("reopen-day", "", {}),
    Case("close-early", "", {"until": "15:00"}),
    Case("close-as-usual", "", {}),
]
NOT_ON_SCREEN = {"sending", "printed", "unknown", "not-printed"}
BY_ONE_KEY = {"recall", "mark-no-show", "finish", "call-next"}
PRESSED = BY_ONE_KEY | {"call-digits", "arrive", "park", "undo", "take-break", "end-break"}
SERVING = PRESSED | {"transfer", "call-number", "help-out", "close-counter"}


def at(*counters: str) -> set[str]:
    mine = {f"{kind}, counter {n}" for kind in SERVING for n in counters}
    return mine | {f"{kind}, at counter {n}" for kind in ("cancel", "correct-ticket") for n in counters}


def pressed_at(*counters: str) -> set[str]:
    return {f"{kind}, counter {n}" for kind in PRESSED for n in counters}


def queue(*about: str) -> set[str]:
    return {f"{kind}, {where}" for kind in ("resume", "cancel", "correct-ticket") for where in about}


def reports(number: str, states: set[str]) -> set[str]:
    return {f"report-slip, {state} of {number}" for number in (number, "Z999") for state in states}


GIVES = {"issue-ticket", "reprint"}
LAN_MAY = GIVES | at("1") | queue("waits", "at 1", "unknown") | {"sign-in, lan at 1", "sign-out, counter 1"}
HOA_MAY = GIVES | at("2") | queue("waits", "at 2", "unknown") | {"sign-in, hoa at 2", "sign-out, counter 2"}
ALONE = {"lease-numbers", "hand-in"}
CARES = {"confirm-clock", "reopen-day", "close-early", "close-as-usual"}
ANYWHERE = queue("waits", "at 1", "at 2", "unknown")
MAY: dict[str, tuple[Principal, set[str]]] = {
    "kiosk": (DEVICES.principal(KIOSK), ALONE | {"issue-ticket"} | reports("A001", {"on-screen"})),
    "other kiosk": (
        DEVICES.principal(SECOND_KIOSK),
        ALONE | {"issue-ticket"} | reports("A004", {"on-screen"}),
    ),
    "printer": (DEVICES.principal(PRINTER), reports("A001", NOT_ON_SCREEN | {"on-screen"})),
    "other printer": (
        DEVICES.principal(DeviceId("printer-2")),
        reports("A004", NOT_ON_SCREEN | {"on-screen"}),
    ),
    "box at 1": (DEVICES.principal(PANEL), pressed_at("1")),
    "box at 2": (DEVICES.principal(SECOND_PANEL), pressed_at("2")),
    "clerk at 1": (clerk_at(ONE, LAN), LAN_MAY),
    "clerk at 2": (clerk_at(TWO, HOA), HOA_MAY),
    "caretaker at 2": (clerk_at(TWO, HOA, caretaker=True), HOA_MAY | CARES),
    "clerk who was sent away from 2": (
        clerk_at(TWO, LAN),
        HOA_MAY - {"sign-in, hoa at 2", "sign-out, counter 2"} | {"sign-in, lan at 2"},
    ),
    "clerk at the door": (nowhere(LAN, caretaker=False, door=True), GIVES),
    "program": (program("any"), GIVES | at("1", "2", "3") | ANYWHERE),
    "program of counter 2": (
        program("two", issues=False, counters=frozenset({TWO})),
        at("2") | queue("waits", "at 2", "unknown"),
    ),
    "program that gives numbers": (program("gives", counters=frozenset()), GIVES),
    "program that reads": (program("reads", issues=False, counters=frozenset()), set()),
    "somebody who was asked about A001": (rater(AT_ONE), {"rate-ticket, of A001"}),
    "nobody": (NOBODY, set()),
    "unknown device": (DEVICES.principal(DeviceId("board-1")), set()),
    "device that calls itself the desk": (DEVICES.principal(DeviceId("desk")), set()),
}
BY_KIND: dict[str, type[m.Command]] = {
    cls.model_fields["kind"].default: cls for cls in get_args(get_args(m.AnyCommand)[0])
}


QUESTIONS = {
    cls.model_fields["kind"].default
    for cls in (
        m.LookUp,
        m.FetchVoice,
        m.FetchPage,
        m.FetchUpdate,
        *get_args(m.AnyGuideQuestion),
        *get_args(m.AnySlipQuestion),
    )
}
"""What is answered beside the desk, to kiosks alone; a rating then comes to the desk as that of a rating page."""


def a_command(kind: str, at: int = MORNING, **body: Any) -> Any:
    return BY_KIND[kind](request_id=new_id(), at=at, **body)


def test_the_cases_below_are_every_command_by_every_role() -> None:
    assert {case.kind for case in CASES} == set(BY_KIND) == set(PERMISSIONS) - QUESTIONS
    assert {principal.role for principal, _ in MAY.values()} == set(Role)
    known = {str(case) for case in CASES}
    assert [may - known for _, may in MAY.values() if may - known] == []


@pytest.mark.parametrize("who", MAY)
def test_a_principal_may_what_the_table_says_and_nothing_else(who: str) -> None:
    principal, may = MAY[who]
    no = RefusalCode.UNKNOWN_DEVICE if principal.role is Role.NOBODY else RefusalCode.NOT_ALLOWED
    answers = {str(case): admit(principal, a_command(case.kind, **case.body), DAY, MORNING) for case in CASES}
    assert answers == {str(case): None if str(case) in may else no for case in CASES}


@pytest.mark.parametrize("role", Role)
def test_where_the_table_says_never_there_is_no_way_and_else_there_is_one(role: Role) -> None:
    may = set().union(*(may for principal, may in MAY.values() if principal.role is role))
    found = {case.kind for case in CASES if str(case) in may}
    assert found == {kind for kind in BY_KIND if reach(role, kind) is not Reach.NEVER}


@pytest.mark.parametrize("kind", BY_KIND)
def test_what_is_allowed_at_ones_own_counter_has_a_counter(kind: str) -> None:
    about_counters = set(PERMISSIONS[kind].values()) & {Reach.OWN_COUNTER, Reach.ONESELF, Reach.OWN_VISIT}
    at = BY_KIND[kind].model_fields.get("counter")
    assert (at is not None and at.is_required()) == bool(about_counters)


def test_only_kiosks_ask_for_themselves() -> None:
    alone = QUESTIONS - {"fetch-update"}
    assert {kind: set(PERMISSIONS[kind]) for kind in alone} == {kind: {Role.KIOSK} for kind in alone}
    assert set(PERMISSIONS["fetch-update"]) == {Role.KIOSK, Role.PRINTER, Role.BOX}, "machines of their own"


def test_no_device_of_the_wire_can_pass_for_a_person_or_a_program() -> None:
    assert [p.name for p, _ in MAY.values() if p.role in (Role.CLERK, Role.PROGRAM) and is_id(p.name)] == []
    assert not is_id(NOBODY.name)


def test_two_kinds_of_name_are_never_the_same() -> None:
    assert clerk_at(ONE, ClerkId("x")).name != program("x").name


def test_a_second_copy_is_reported_by_the_printer_that_prints_it() -> None:
    copy = e.SlipQueued(MORNING, "20261123-A004-2", ELSEWHERE, PRINTER, 2)  # type: ignore[arg-type] # a job
    told = a_command("report-slip", job=copy.job, state="printed")
    assert admit(DEVICES.principal(PRINTER), told, fold(DAY, [copy]), MORNING) is None
    assert admit(DEVICES.principal(DeviceId("printer-2")), told, fold(DAY, [copy]), MORNING) == "not-allowed"


@pytest.mark.parametrize(
    ("who", "kind", "body", "lasts"),
    [
        (KIOSK, "issue-ticket", {"service": "civil"}, KIOSK_EXPIRES_MS),
        (PANEL, "call-next", {"counter": "1"}, CLERK_EXPIRES_MS),
        ("clerk at 1", "finish", {"counter": "1"}, CLERK_EXPIRES_MS),
        ("caretaker at 2", "undo", {"counter": "2"}, CLERK_EXPIRES_MS),
        ("program", "call-next", {"counter": "3"}, CLERK_EXPIRES_MS),
    ],
)
def test_a_wish_expires_to_the_millisecond(who: str, kind: str, body: dict[str, Any], lasts: int) -> None:
    principal = MAY[who][0] if who in MAY else DEVICES.principal(DeviceId(who))
    command = a_command(kind, **body)
    assert admit(principal, command, DAY, MORNING + lasts) is None
    assert admit(principal, command, DAY, MORNING + lasts + 1) == RefusalCode.EXPIRED
    assert admit(principal, command, DAY, MORNING - SKEW_MS) is None
    assert admit(principal, command, DAY, MORNING - SKEW_MS - 1) == RefusalCode.EXPIRED


@pytest.mark.parametrize("kind", ["confirm-clock", "reopen-day"])
def test_who_mends_the_time_is_not_held_to_it(kind: str) -> None:
    assert admit(MAY["caretaker at 2"][0], a_command(kind, at=0), DAY, MORNING) is None


@pytest.mark.parametrize(("device", "state"), [(PRINTER, "printed"), (KIOSK, "on-screen")])
def test_what_has_happened_is_true_however_late_it_is_told(device: DeviceId, state: str) -> None:
    told = a_command("report-slip", at=0, job=f"{AT_ONE}-1", state=state)
    assert admit(DEVICES.principal(device), told, DAY, MORNING) is None
