"""What people wrote beside the values stays; what the file says afterwards is what was wished for."""

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.settings_book.differences import How, differences
from controller.settings_book.plain import full, sparse
from controller.settings_book.proposal import CannotBe, checked, edit_between, propose
from tests.properties import examples
from tests.unit.settings_book.books import OFFICE, settings

LAND_COMMENT = "# Đất đai: chị Hoa phụ trách"


def data() -> dict[str, Any]:
    return sparse(checked(tomllib.loads(OFFICE)))


def test_one_value_changes_one_line():
    services = data()["services"]
    services[1]["quota"] = 30
    new = propose(OFFICE, {"services": services}).text
    assert new.replace("quota = 30\n", "") == OFFICE


def test_a_comment_beside_a_changed_value_stays():
    services = data()["services"]
    services[0]["name"] = {"vi": "Tư pháp - Hộ tịch", "en": "Civil status"}
    new = propose(OFFICE, {"services": services}).text
    assert "# trước là Tư pháp" in new
    assert '"Tư pháp - Hộ tịch"' in new


def test_a_comment_above_a_table_goes_with_its_table():
    found = data()
    swapped = propose(OFFICE, {"services": found["services"][::-1]}).text
    assert f'{LAND_COMMENT}\n[[services]]\ncode = "land"' in swapped
    assert swapped.index('"land"') < swapped.index('"civil"')
    found["services"].insert(1, {"code": "trade", "name": {"vi": "Thương mại"}, "prefix": "C"})
    found["counters"][0]["services"] = ["civil", "trade"]
    more = propose(OFFICE, {"services": found["services"], "counters": found["counters"]}).text
    assert f'{LAND_COMMENT}\n[[services]]\ncode = "land"' in more


def test_the_first_table_goes_and_the_comment_of_the_second_stays():
    edit = {
        "services": data()["services"][1:],
        "counters": [{"id": "2", "label": "2", "services": ["land"]}],
    }
    new = propose(OFFICE, edit).text
    assert f'{LAND_COMMENT}\n[[services]]\ncode = "land"' in new
    assert '"civil"' not in new


def test_lines_of_an_array_keep_their_comments():
    days = data()["special_days"]
    new = propose(OFFICE, {"special_days": [*days, {"day": date(2027, 3, 1), "closed": True}]}).text
    assert "# làm bù" in new
    assert "2027-03-01" in new
    fewer = propose(OFFICE, {"special_days": days[1:]}).text
    assert "2027-02-20" not in fewer


@pytest.mark.parametrize("nothing", [None, []])
def test_a_list_is_emptied_without_leaving_itself_inside_another_table(nothing: Any):
    text = (
        OFFICE.replace("special_days = [", "closed_dates = [").replace(
            '  { day = 2027-02-20, like = 1 }, # làm bù\n  { day = 2026-12-31, serve_until = "15:00" },\n', ""
        )
        + "\n[[special_days]]\nday = 2027-02-20\nclosed = true\n\n[policy]\nratio = 3 # thử\n"
    )
    new = propose(text, {"special_days": nothing})
    assert new.after.special_days == ()
    assert "ratio = 3 # thử" in new.text
    assert propose(new.text, {"kiosks": nothing}).after.kiosks == ()


def test_what_was_left_out_is_written_above_the_tables():
    new = propose(
        OFFICE, {"closed_dates": [date(2027, 1, 2)], "policy": {"ratio": 4}, "priority_groups": ["elderly"]}
    )
    assert new.after.policy.ratio == 4
    assert new.after.closed_dates == (date(2027, 1, 2),)


def test_a_way_of_writing_that_is_not_known_is_written_anew():
    odd = OFFICE.replace(
        'name = { vi = "Đất đai" }\nprefix = "B"', 'prefix = "B"\n[services.name]\nvi = "Đất đai"'
    )
    services = data()["services"]
    services[1]["name"] = {"vi": "Đất", "en": "Land"}
    services.reverse()
    assert propose(odd, {"services": services}).after.services[0].name.en == "Land"
    dotted = OFFICE.replace('name = { vi = "Trung tâm', 'name.en = "C"\nname.vi = "Trung tâm').replace(
        'công" }\nauthority', 'công"\nauthority'
    )
    assert propose(dotted, {"name": {"vi": "Khác"}}).after.name.model_dump() == {"vi": "Khác", "en": ""}


@pytest.mark.parametrize(
    ("edit", "place", "code"),
    [
        ({"services": []}, "services", "too_short"),
        (
            {"counters": [{"id": "1", "label": "123456789", "services": ["civil"]}]},
            "counters.0.label",
            "string_too_long",
        ),
        ({"counters": [{"id": "1", "label": "1", "services": ["x"]}]}, "counters.0.services", "impossible"),
        ({"policy": {"ratio": 0}}, "policy.ratio", "greater_than_equal"),
        ({"nmae": {}}, "nmae", "extra_forbidden"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(edit: dict[str, Any], place: str, code: str):
    with pytest.raises(CannotBe) as caught:
        propose(OFFICE, edit)
    assert (place, code) in [(wrong.place, wrong.code) for wrong in caught.value.wrong]


def test_differences_name_the_items_and_hide_secrets():
    before, after = (
        full(settings()),
        full(
            settings(
                clerks=[
                    {"id": "lan", "name": "Lan", "pin_hash": "$argon2id$other", "caretaker": True},
                    {"id": "minh", "name": "Minh", "pin_hash": "$argon2id$x"},
                ],
                kiosks=[],
            )
        ),
    )
    found = {(each.how, each.key, each.items, each.secret) for each in differences(before, after)}
    assert found == {
        (How.CHANGED, "clerks.pin_hash", ("Lan",), True),
        (How.ADDED, "clerks", ("Minh",), False),
        (How.REMOVED, "kiosks", ("kiosk-1",), False),
        (How.REMOVED, "kiosks", ("kiosk-2",), False),
    }
    swapped = full(settings(services=before["services"][::-1]))
    assert [(d.how, d.before, d.after) for d in differences(before, swapped)] == [
        (How.MOVED, ["Hộ tịch", "Đất đai"], ["Đất đai", "Hộ tịch"])
    ]
    assert differences(before, before) == ()


names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
).filter(str.strip)


@st.composite
def offices(draw: st.DrawFn) -> dict[str, Any]:
    codes = draw(
        st.lists(st.sampled_from(["civil", "land", "trade", "tax", "x"]), min_size=1, max_size=4, unique=True)
    )
    services = [
        {
            "code": code,
            "name": {"vi": draw(names), "en": draw(st.sampled_from(["", "E"]))},
            "prefix": "ABCDE"[at],
            "quota": draw(st.none() | st.integers(1, 9)),
        }
        for at, code in enumerate(codes)
    ]
    days_ = draw(st.lists(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=4, unique=True))
    return {
        "services": [{k: v for k, v in s.items() if v is not None} for s in services],
        "counters": [
            {"id": n, "label": n, "services": codes}
            for n in draw(st.sampled_from([["1"], ["2", "1"], ["3", "2"]]))
        ],
        "special_days": [{"day": day, "closed": True} for day in days_],
        "closed_dates": days_[:1],
        "clerks": draw(st.sampled_from([[], [{"id": "lan", "name": "L", "pin_hash": "$argon2id$"}]])),
        "policy": draw(st.sampled_from([{}, {"ratio": 4}])),
    }


@given(offices(), offices())
@examples(40)
def test_any_office_becomes_any_other_and_back_and_the_first_comment_stays(
    one: dict[str, Any], other: dict[str, Any]
):
    first = propose(OFFICE, one)
    second = propose(first.text, other)
    assert checked(tomllib.loads(second.text)) == second.after
    back = propose(second.text, edit_between(second.after, first.after))
    assert back.after == first.after
    assert back.text.startswith('# Văn phòng của tôi\nsite = "test" # không đổi\n')
