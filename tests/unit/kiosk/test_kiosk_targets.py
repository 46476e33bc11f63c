"""Each kind of target is a type of its own, and has a name for widgets, recordings and remote hands."""

from contracts.vocabulary import ServiceCode
from kiosk_app import sample
from kiosk_app.flow import offered
from kiosk_app.flow import targets as t
from kiosk_app.present.target_name import target_name
from tests.unit.kiosk.kiosk_targets import named

MADE_UP = (
    t.ServiceTarget(ServiceCode("a")),
    t.GroupTarget(ServiceCode("a")),
    t.SheetTarget(1),
    t.AnswerTarget("good"),
    *t.KEYS,
    *t.Way,
    *t.Tool,
)


def everything_offered() -> set[t.Target]:
    return {target for _, model in sample.screens() for target in offered.targets(model)} | set(MADE_UP)


def test_no_two_targets_have_one_name_and_the_name_says_which_it_is():
    targets = everything_offered()
    assert len({target_name(target) for target in targets}) == len(targets) > 70
    assert all(named(target_name(target)) == target for target in targets)


def test_no_record_of_a_key_says_which_it_was():
    assert "7" not in repr(t.KeyTarget("7"))


def test_nothing_is_offered_twice_on_one_screen():
    for name, model in sample.screens():
        found = offered.targets(model)
        assert len(set(found)) == len(found), name
