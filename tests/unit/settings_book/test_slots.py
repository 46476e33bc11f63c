"""Next stops and a clerk's week: asked for place by place, and read as one value."""

import tomllib
from typing import Any

import pytest

from controller.rota import Rota
from controller.settings_book.differences import differences
from controller.settings_book.drafts import Draft, asked, draft_from, draft_of, week_in
from controller.settings_book.parts import BY_NAME
from controller.settings_book.plain import full, sparse
from controller.settings_book.proposal import CannotBe, checked, propose
from controller.settings_book.slots import WEEK, Place, Stretch, chain_of, rota_of, week_of, wrong_places
from tests.unit.settings_book.books import OFFICE

TEXT = (
    OFFICE.replace('prefix = "A"', 'prefix = "A"\nthen = ["land", "civil"]').replace(
        "caretaker = true",
        'caretaker = true\nrota = [{ counter = "1", days = [1] }, { counter = "2", days = [3] }, '
        '{ counter = "1", days = [2] }] # thứ Hai, thứ Ba',
    )
    + """
[[clerks]]
id = "hoa"
name = "Hoa"
pin_hash = "$argon2id$hoa"
"""
)
SETTINGS = checked(tomllib.loads(TEXT))


def sent(part: str, **changes: str) -> Draft:
    draft = draft_of(BY_NAME[part], full(SETTINGS))
    fields = {name: list(values) for name, values in draft.typed.items()}
    fields |= {name.replace("__", "."): [value] for name, value in changes.items()}
    return draft_from(BY_NAME[part], [(name, value) for name, values in fields.items() for value in values])


def after(part: str, **changes: str) -> Any:
    return propose(TEXT, asked(BY_NAME[part], sent(part, **changes), sparse(SETTINGS)).edit)


@pytest.mark.parametrize("part", ["lich", "linh-vuc", "can-bo"])
def test_what_nobody_changed_stays_as_it_was_written(part: str):
    assert after(part).text == TEXT


def week(*days: str) -> tuple[Stretch, ...]:
    """A week of one counter a day, all day."""
    return tuple(Stretch(days[place.day - 1]) if place.nth == 1 else Stretch() for place in WEEK)


def test_a_week_is_said_counter_by_counter_and_back():
    a_week = week("2", "", "1", "1", "", "", "2")
    rota = rota_of(a_week)
    assert rota == [{"counter": "2", "days": [1, 7]}, {"counter": "1", "days": [3, 4]}]
    assert week_of(rota) == a_week
    assert rota_of(week_of([])) == []


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        ("7h30-11h30", "07:30", "11:30"),
        ("7:30 – 11:30", "07:30", "11:30"),
        ("7 ~ 11g15", "07:00", "11:15"),
        ("13:30-", "13:30", None),
        ("-11:30", None, "11:30"),
        ("13h30", "13:30", None),
        ("", None, None),
        ("  ", None, None),
    ],
)
def test_hours_are_typed_as_people_write_them(typed: str, begins: str | None, ends: str | None):
    (seat,) = after("lich", clerks__1__rota__5="2", clerks__1__rota__5__hours=typed).after.clerks[1].rota
    assert (seat.counter, seat.days, seat.sit_from, seat.sit_until) == ("2", (5,), begins, ends)


def test_half_days_at_two_counters_are_one_day_and_come_back_as_they_were_typed():
    changes = {
        "rota__4": "1",
        "rota__4__hours": "7:30-11:30",
        "rota__4__2": "2",
        "rota__4__2__hours": "13:30-16:30",
    }
    proposal = after("lich", **{f"clerks__1__{key}": value for key, value in changes.items()})
    rota = full(proposal.after)["clerks"][1]["rota"]
    shown = week_of(rota)[WEEK.index(Place(4, 1)) :][:2]
    assert shown == (Stretch("1", "07:30-11:30"), Stretch("2", "13:30-16:30"))


@pytest.mark.parametrize(
    ("changes", "wrong", "marked"),
    [
        ({"rota__5": "2", "rota__5__hours": "sáng"}, "0.sit_from", {"5.hours"}),
        ({"rota__5": "2", "rota__5__hours": "11:30-7:30"}, "0.sit_until", {"5.hours"}),
        ({"rota__1": "1", "rota__5": "2", "rota__5__hours": "7:30-25:00"}, "1.sit_until", {"5.hours"}),
        ({"rota__5": "2", "rota__5__hours": "-"}, "0.sit_from", {"5.hours"}),
        ({"rota__1": "1", "rota__5": "", "rota__5__hours": "7:30-11:30"}, "1.counter", {"5"}),
        ({"rota__4": "2", "rota__5": "1", "rota__5__2": "2"}, "1.days", {"5"}),
        ({"rota__4": "2", "rota__5": "2", "rota__5__2": "1"}, "1.days", {"5.2"}),
        (
            {
                "rota__5": "1",
                "rota__5__hours": "7:30-12:00",
                "rota__5__2": "2",
                "rota__5__2__hours": "11:59-",
            },
            "1.days",
            {"5.2"},
        ),
    ],
)
def test_hours_that_cannot_be_are_told_where_they_stand(
    changes: dict[str, str], wrong: str, marked: set[str]
):
    fields = {f"clerks__1__{key}": value for key, value in changes.items()}
    with pytest.raises(CannotBe) as told:
        after("lich", **fields)
    assert [each.place for each in told.value.wrong] == [f"clerks.1.rota.{wrong}"]
    assert wrong_places(week_in(sent("lich", **fields), "clerks.1.rota"), wrong) == marked


def test_what_cannot_be_said_more_exactly_marks_all_that_is_there():
    assert wrong_places(week("2", "", "1", "", "", "", ""), "") == {"1", "3"}


def test_a_chain_has_its_free_places_at_the_end():
    assert chain_of(["a", "", "b"]) == ("a", "b", "", "", "")


def test_a_clerk_sits_elsewhere_on_one_day():
    proposal = after("lich", clerks__0__rota__3="", clerks__1__rota__3="2")
    rota = Rota(proposal.after.clerks)
    lan, hoa = (clerk.id for clerk in proposal.after.clerks)
    assert [[turn.counter for turn in rota.of(lan, day)] for day in (1, 2, 3)] == [["1"], ["1"], []]
    assert [[turn.counter for turn in rota.of(hoa, day)] for day in (3, 4)] == [["2"], []]
    assert [(each.key, each.items) for each in proposal.differences] == [
        ("clerks.rota", ("Lan",)),
        ("clerks.rota", ("Hoa",)),
    ]


def test_a_week_of_nothing_leaves_no_rota():
    proposal = after("lich", **{f"clerks__0__rota__{day}": "" for day in range(1, 8)})
    assert proposal.after.clerks[0].rota == ()


def test_a_counter_that_is_none_is_told_where_it_was_chosen():
    with pytest.raises(CannotBe) as told:
        after("lich", clerks__1__rota__5="99")
    assert [wrong.place for wrong in told.value.wrong] == ["clerks.1.rota.0.counter"]


def test_next_stops_keep_their_order_and_a_gap_is_closed():
    proposal = after(
        "linh-vuc", services__1__then__1="", services__1__then__2="civil", services__1__then__4="land"
    )
    assert proposal.after.services[1].then == ("civil", "land")
    assert after("linh-vuc", services__0__then__1="").after.services[0].then == ("civil",)


def test_a_service_that_goes_is_no_stop_of_others_any_more():
    proposal = after("linh-vuc", services__1__gone="1")
    assert [(s.code, s.then) for s in proposal.after.services] == [("civil", ("civil",))]


def test_a_week_is_one_difference_whatever_changed_in_it():
    before, moved = full(SETTINGS), full(SETTINGS)
    moved["clerks"][0]["rota"] = rota_of(week("2", "2", "2", "", "", "", ""))
    (found,) = differences(before, moved)
    assert (found.key, found.items) == ("clerks.rota", ("Lan",))
    assert week_of(found.after) == week("2", "2", "2", "", "", "", "")
