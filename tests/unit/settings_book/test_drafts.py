"""What is typed into a form becomes what the file says; what the form does not show stays."""

import tomllib
from datetime import date
from typing import Any

import pytest

from controller.settings_book.drafts import Draft, asked, draft_from, draft_of
from controller.settings_book.parts import BY_NAME, PARTS, Kind
from controller.settings_book.plain import full, sparse
from controller.settings_book.proposal import CannotBe, checked, propose
from tests.unit.settings_book.books import OFFICE

MORE = (
    OFFICE
    + """
[policy]
ratio = 3

[[call_reasons]]
code = "urgent"
name = { vi = "Việc gấp", en = "Urgent" }
[[break_reasons]]
code = "lunch"
name = { vi = "Nghỉ trưa", en = "Lunch" }
[[groups]]
code = "g"
name = { vi = "Đất và nhà" }
services = ["land"]

[dossier]
adapter = "file"
result_service = "land"
[dossier.file]
folder = "/srv/export"
table = "hoso"
"""
)
SETTINGS = checked(tomllib.loads(MORE))


def sent(part: str, **changes: Any) -> Draft:
    """The form as it stands, sent back with some fields changed; names with ``__`` for dots."""
    draft = draft_of(BY_NAME[part], full(SETTINGS))
    fields: dict[str, Any] = {name: list(values) for name, values in draft.typed.items()}
    for name, value in changes.items():
        fields[name.replace("__", ".")] = value if isinstance(value, list) else [value]
    return draft_from(BY_NAME[part], [(name, value) for name, values in fields.items() for value in values])


def after(part: str, draft: Draft) -> Any:
    return propose(MORE, asked(BY_NAME[part], draft, sparse(SETTINGS)).edit).after


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_form_that_nobody_changed_changes_nothing(part: Any):
    proposal = propose(MORE, asked(part, sent(part.name), sparse(SETTINGS)).edit)
    assert proposal.after == SETTINGS
    assert proposal.text == MORE
    assert proposal.differences == ()


def test_every_field_of_a_part_is_one_of_the_settings():
    values = full(SETTINGS)
    for part in PARTS:
        assert set(part.keys) <= set(values), part.name
        model = type(SETTINGS)
        for each in part.fields:
            assert each.key.partition(".")[0] in model.model_fields
        for each in part.row:
            item = values[part.rows][0]
            assert each.key.partition(".")[0] in item or each.kind is Kind.PIN, (part.name, each.key)


def test_a_new_service_gets_a_name_and_all_counters_and_an_old_one_goes_from_all():
    draft = sent("linh-vuc", services__1__gone="1", services__5__name__vi="Hộ tịch", services__5__prefix="H")
    with pytest.raises(CannotBe):  # results are collected at it
        after("linh-vuc", draft)
    draft = sent("linh-vuc", services__5__name__vi="Hộ tịch – Chứng thực", services__5__prefix="H")
    office = after("linh-vuc", draft)
    assert [s.code for s in office.services] == ["civil", "land", "ho-tich-chung-thuc"]
    assert [c.services for c in office.counters] == [
        ("civil", "ho-tich-chung-thuc"),
        ("civil", "land", "ho-tich-chung-thuc"),
    ]
    gone = asked(BY_NAME["linh-vuc"], sent("linh-vuc", services__1__gone="1"), sparse(SETTINGS)).edit
    assert [c["services"] for c in gone["counters"]] == [["civil"], ["civil"]]
    assert gone["groups"] is None


def test_places_order_a_list_and_an_empty_new_item_is_none():
    draft = sent("linh-vuc", services__1__place="1", services__7__name__vi="  ", services__7__icon="map")
    assert [s.code for s in after("linh-vuc", draft).services] == ["land", "civil"]
    assert [s.code for s in after("linh-vuc", sent("linh-vuc", services__0__place="9")).services] == [
        "land",
        "civil",
    ]


def test_two_new_items_of_one_name_and_names_without_letters():
    draft = sent(
        "linh-vuc",
        **{f"services__{n}__name__vi": name for n, name in ((3, "Đất đai"), (4, "Đất đai"), (5, "???"))},
        services__3__prefix="C", services__4__prefix="D", services__5__prefix="E",
    )  # fmt: skip
    assert [s.code for s in after("linh-vuc", draft).services][2:] == ["dat-dai", "dat-dai-2", "service"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7h30", "07:30"),
        ("7:30", "07:30"),
        ("7", "07:00"),
        ("13.45", "13:45"),
        ("24:00", "24:00"),
        ("8 giờ", "8 giờ"),
        ("25:00", "25:00"),
    ],
)
def test_times_as_people_write_them(typed: str, meant: str):
    edit = asked(BY_NAME["gio"], sent("gio", sessions__0__take_from=typed), sparse(SETTINGS)).edit
    assert edit["sessions"][0]["take_from"] == meant


def test_days_as_people_write_them():
    office = after("ngay-khac", sent("ngay-khac", closed_dates="24/11/2026, 2027-01-02 3.1.2027"))
    assert office.closed_dates == (date(2026, 11, 24), date(2027, 1, 2), date(2027, 1, 3))
    with pytest.raises(CannotBe) as caught:
        after("ngay-khac", sent("ngay-khac", closed_dates="31/02/2027"))
    assert caught.value.wrong[0].place == "closed_dates.0"


def test_what_is_not_shown_stays_and_what_is_emptied_goes():
    office = after("ho-so", sent("ho-so", dossier__file__folder="/elsewhere"))
    assert (office.dossier.file.table, str(office.dossier.file.folder)) == ("hoso", "/elsewhere")
    office = after(
        "ho-so", sent("ho-so", dossier__adapter="none", dossier__result_service="", dossier__web=[])
    )
    assert (office.dossier.adapter, office.dossier.result_service, office.dossier.web) == (
        "none",
        None,
        False,
    )


def test_a_clerk_keeps_the_pin_unless_another_one_came():
    office = after("can-bo", sent("can-bo", clerks__0__name="Nguyễn Lan", clerks__0__id="other"))
    assert (office.clerks[0].id, office.clerks[0].name, office.clerks[0].pin_hash) == (
        "lan",
        "Nguyễn Lan",
        "$argon2id$lan",
    )
    new = sent("can-bo", clerks__0__pin_hash="$argon2id$new", clerks__1__name="Đức", clerks__1__id="duc")
    with pytest.raises(CannotBe) as caught:
        after("can-bo", new)
    assert [(w.place, w.code) for w in caught.value.wrong] == [("clerks.1.pin_hash", "missing")]


def test_what_must_be_said_is_missed():
    for part, changes, place in (
        ("co-quan", {"name__vi": " "}, "name.vi"),
        ("linh-vuc", {"services__0__name__vi": ""}, "services.0.name"),
    ):
        draft = sent(part, **changes)
        with pytest.raises(CannotBe) as caught:
            after(part, draft)
        assert [w.place for w in caught.value.wrong] == [place]


def test_rows_tell_which_item_of_the_form_became_which_of_the_list():
    draft = sent("linh-vuc", services__0__place="5", services__8__name__vi="Thuế", services__8__place="1")
    assert asked(BY_NAME["linh-vuc"], draft, sparse(SETTINGS)).rows == (8, 1, 0)


def test_a_form_may_say_anything():
    part = BY_NAME["linh-vuc"]
    for names in (
        [("services.x.name", "y")],
        [("services.99999.name.vi", "y")],
        [("services..", "")],
        [("", "")],
        [("services.1", "a")],
        [("services.0.was", "nobody"), ("services.0.place", "nan")],
    ):
        asked(part, draft_from(part, names), sparse(SETTINGS))


def test_a_list_whose_only_item_is_wrong_is_not_also_called_too_short():
    office = tomllib.loads(MORE)
    office["sessions"] = office["sessions"][:1]
    office["sessions"][0]["take_until"] = "5 giờ chiều"
    with pytest.raises(CannotBe) as told:
        checked(office)
    assert [each.place for each in told.value.wrong] == ["sessions.0.take_until"]
