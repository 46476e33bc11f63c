"""The README's tables, written from the code, so that they cannot say anything else.

``python -m contracts.tables`` prints them all, ``python -m contracts.tables README.md`` writes them between
their marks. A test compares.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from contracts.permissions import PERMISSIONS, Role, reach
from contracts.topics import TABLE, TopicRow
from contracts.vocabulary import RefusalCode as Code

HOUSE = Path(__file__).parent.parent

WORDS = (
    ("ticket, number", "phiếu, số thứ tự", "a place in the queue, `A001`"),
    ("blank", "mẫu đơn, tờ khai", "the file of a form that citizens fill in"),
    ("service", "lĩnh vực", "what one queues for; a counter serves several"),
    ("counter", "quầy", "where a citizen is served"),
    ("clerk", "cán bộ", "who serves; signs in at a counter"),
    ("caretaker", "người phụ trách", "the clerk who looks after the machines"),
    ("desk", "máy chủ", "the part of the controller that decides"),
    ("day", "ngày phục vụ", "one opening day; numbers restart"),
    ("session", "buổi (sáng, chiều)", "a stretch of opening hours"),
    ("call, recall", "gọi, gọi lại", "a number is shown and a citizen comes"),
    ("priority", "ưu tiên", "declared by the citizen, never proved, never shown on a board"),
    ("no-show", "vắng mặt", "called, did not come"),
    ("transfer", "chuyển", "to another service or counter; number and arrival time stay"),
    ("act, undo", "việc vừa làm, hoàn tác", "what a counter did by one press can be undone for ten seconds"),
    ("park, resume", "chờ bổ sung, xếp lại hàng", "set aside, take back"),
    ("slip", "phiếu (giấy)", "what the printer prints"),
    ("procedure", "thủ tục", "what the office tells about: papers, fee, time; known by its national code"),
    ("checklist", "danh mục giấy tờ", "what a procedure needs, on paper; not a slip"),
    ("dossier", "hồ sơ", "lives in the main system; we only read"),
)
"""One word for each idea: in code, on screens, and what it means."""

REFUSALS = {
    Code.UNKNOWN_SERVICE: "the office has no such service",
    Code.UNKNOWN_COUNTER: "the office has no such counter",
    Code.UNKNOWN_DEVICE: "the settings do not name this device",
    Code.UNKNOWN_TICKET: "no such ticket today",
    Code.UNKNOWN_JOB: "no such slip today",
    Code.SEVERAL_NUMBERS: "typed digits stand for more than one number of the counter",
    Code.OFFICE_CLOSED: "no session today, or all are over",
    Code.NOT_OPEN_YET: "numbers are given later today",
    Code.NUMBERS_ENDED: "the session still serves, but gives no more numbers",
    Code.QUOTA_REACHED: "the service has given all numbers of the day",
    Code.RANGE_EXHAUSTED: "the series has no number left",
    Code.CLOCK_UNTRUSTED: "the desk's clock is wrong until it is right again or a caretaker confirms it",
    Code.DAY_NOT_CLOSED: "the service day was not closed, or goes on already",
    Code.NOT_EARLIER: "the time is past, or not before today's usual end",
    Code.NOT_CLOSED_EARLY: "the office does not close early today",
    Code.QUEUE_EMPTY: "nobody waits for this counter",
    Code.COUNTER_IDLE: "there is no ticket at the counter",
    Code.OTHER_TICKET: "another ticket is at the counter than the press was meant for",
    Code.WRONG_STATE: "the ticket's state does not allow it",
    Code.NOTHING_TO_UNDO: "the counter did nothing of the kind in the last ten seconds",
    Code.NOT_SERVED_HERE: "the counter does not serve this",
    Code.NOBODY_THERE: "this clerk sits at no counter",
    Code.RECALL_TOO_SOON: "the number was called a moment ago",
    Code.EXPIRED: "the command came too late to be meant still",
    Code.NOT_ALLOWED: "this device or person may not ask for it",
    Code.MALFORMED: "the command cannot be read",
    Code.REQUEST_REUSED: "the request id belongs to another command",
    Code.STORAGE_FAILED: "it could not be written down, so it did not happen",
    Code.OVERLOADED: "too many commands wait",
    Code.NOT_SERVING: "this desk gives no orders now: another one does, or it still asks its neighbours",
    Code.TOO_SOON: "a kiosk gives one number after another only after a pause",
    Code.NUMBER_TAKEN: "a number that a kiosk gave alone belongs to somebody else",
    Code.NOT_LEASED: "a kiosk gave a number that was never leased to it",
    Code.TOO_FAST: "a kiosk asks for numbers faster than people can take them",
    Code.DOSSIER_NOT_FOUND: "the main system knows no such dossier",
    Code.LOOK_UP_DOWN: "the main system does not answer",
    Code.LOOK_UP_LIMIT: "too many look-ups from one device",
    Code.PROOF_LIMIT: "too many wrong second factors for one dossier, by whomever",
    Code.UNKNOWN_PROCEDURE: "the office does not list this procedure",
    Code.ALREADY_RATED: "the visit was rated before",
    Code.RATING_OVER: "a visit is rated within three minutes at its counter, within a day by phone",
    Code.GUIDE_LIMIT: "too many questions about procedures, or checklists, from one device",
}
"""What each refusal means; its sentence for people is in the text catalogues."""


def topics() -> str:
    """Every topic."""
    rows = ((f"`{row.pattern}`", row.message, row.direction, _kept(row), row.meaning) for row in TABLE)
    return _table(("topic", "message", "direction", "kept", "meaning"), rows)


def refusals() -> str:
    """Every code with which the desk says no."""
    return _table(("code", "meaning"), ((f"`{code}`", REFUSALS[code]) for code in Code))


def permissions() -> str:
    """Who may ask for what."""
    rows = ((f"`{kind}`", *(reach(role, kind) for role in Role)) for kind in PERMISSIONS)
    return _table(("command", *Role), rows)


def words() -> str:
    """The glossary."""
    return _table(("in code", "on screens", "meaning"), WORDS)


def programs() -> str:
    """Every program: how it starts, and what it says about itself."""
    names = sorted(
        ".".join(path.parent.relative_to(HOUSE).parts)
        for pattern in (
            "*/__main__.py",
            "hardware/*/__main__.py",
            "hardware/sim/*/__main__.py",
            "simulation/*/__main__.py",
        )
        for path in HOUSE.glob(pattern)
        if path.parent.name != "benchmarks"  # not part of the product
    )
    return _table(("start with", "it is"), ((f"`python -m {name}`", _about(name)) for name in names))


TABLES: dict[str, Callable[[], str]] = {
    "programs": programs,
    "topics": topics,
    "permissions": permissions,
    "words": words,
    "refusals": refusals,
}
"""The name in the mark -> what stands there."""


def filled(page: str) -> str:
    """``page`` with the table between every ``<!-- table:NAME -->`` and ``<!-- /table -->`` as the code says.

    Raises KeyError for a mark of an unknown table.
    """
    mark = re.compile(r"(<!-- table:([a-z]+) -->\n).*?(<!-- /table -->)", re.DOTALL)
    return mark.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", page)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def _kept(row: TopicRow) -> str:
    return "retained" if row.retained else f"{row.expires_s} s"


def _about(module: str) -> str:
    """The first sentence of a package, read without importing it: programs need libraries that may be absent."""
    source = HOUSE.joinpath(*module.split("."), "__init__.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0].replace("``", "`")


def main(page: Path | None) -> None:
    """Print all tables, or write them into ``page``."""
    if page:
        page.write_text(filled(page.read_text("utf-8")), "utf-8")
        return
    for name, table in TABLES.items():
        sys.stdout.write(f"<!-- table:{name} -->\n{table()}<!-- /table -->\n\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
