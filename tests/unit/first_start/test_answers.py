"""Answers of the first start: what is wrong with them, and which office they make."""

import tomllib
from typing import Any

import pytest

from contracts.look.icons import ICONS
from controller.first_start.answers import DEFAULTS, FIELDS, STEPS, chosen, edit_of, wrong
from controller.first_start.usual import LEVELS, usual_services
from controller.settings_book.plain import sparse
from controller.settings_book.proposal import checked, propose
from tests.rules.house import HOUSE

SHIPPED = (HOUSE / "systemd/controller/etc/motcua/office/controller.toml").read_text("utf-8")
USUAL = usual_services()
ANSWERS: dict[str, tuple[str, ...]] = {
    "name": ("Trung tâm Phục vụ hành chính công xã Hòa Bình",),
    "authority": ("Ủy ban nhân dân xã Hòa Bình",),
    "clerk_name": ("Nguyễn Thị Lan",),
    "clerk_id": ("lan",),
}


def office(**changes: tuple[str, ...]) -> Any:
    edit = edit_of({**ANSWERS, **changes}, USUAL, sparse(checked(tomllib.loads(SHIPPED))), "$argon2id$x")
    return propose(SHIPPED, edit).after


@pytest.mark.parametrize("level", LEVELS)
def test_whoever_answers_only_what_must_be_has_an_office_that_works(level: str):
    found = office(level=(level,))
    assert [step for step in STEPS if wrong(step, {**ANSWERS, "level": (level,)}, USUAL)] == []
    assert 5 <= len(found.services) <= 12
    assert all(set(counter.services) == {s.code for s in found.services} for counter in found.counters)
    assert [(s.take_from, s.serve_from, s.serve_until) for s in found.sessions] == [
        ("07:00", "07:30", "11:30"),
        ("13:00", "13:30", "17:00"),
    ]
    assert found.holidays == "vietnam"
    assert found.clerks[0].caretaker
    assert found.kiosks[0].device == "kiosk-1"
    assert found.counters[0].panel == "panel-1"


def test_what_was_chosen_counts():
    found = office(
        services=("tra-ket-qua", "ho-tich"), counters=("4",), saturday=("1",), morning_from=("7h15",)
    )
    assert [s.code for s in found.services] == ["ho-tich", "tra-ket-qua"]
    assert [c.label for c in found.counters] == ["1", "2", "3", "4"]
    assert found.sessions[0].days == (1, 2, 3, 4, 5, 6)
    assert (found.sessions[0].serve_from, found.sessions[1].days) == ("07:15", (1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("step", "changes", "where"),
    [
        ("office", {"name": (" ",)}, {"name": "missing"}),
        ("office", {"authority": ("x" * 201,)}, {"authority": "too-long"}),
        ("services", {"services": ()}, {"services": "no-service"}),
        ("services", {"services": ("no-such",)}, {"services": "no-service"}),
        ("services", {"counters": ("0",)}, {"counters": "counters"}),
        ("services", {"counters": ("9" * 5000,)}, {"counters": "counters"}),
        ("services", {"counters": ("hai",)}, {"counters": "counters"}),
        ("hours", {"morning_from": ("25:00",)}, {"morning_from": "clock"}),
        ("hours", {"afternoon_from": ("11h",)}, {"afternoon_from": "order"}),
        ("caretaker", {"clerk_id": ("Lan",)}, {"clerk_id": "id"}),
        ("caretaker", {"clerk_id": ("x" * 33,)}, {"clerk_id": "id"}),
        ("caretaker", {"clerk_name": ()}, {"clerk_name": "missing"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    step: str, changes: dict[str, tuple[str, ...]], where: dict[str, str]
):
    assert wrong(step, {**ANSWERS, **changes}, USUAL) == where


def test_usual_services_have_icons_letters_and_names_of_their_own():
    assert len({each.code for each in USUAL}) == len({each.item["prefix"] for each in USUAL}) == len(USUAL)
    for each in USUAL:
        assert each.item["icon"] in ICONS
        assert each.item["name"]["en"]
        assert each.levels <= set(LEVELS)
    assert all(chosen({"level": (level,)}, USUAL) for level in LEVELS)
    assert set(DEFAULTS) <= {name for names in FIELDS.values() for name in names}
