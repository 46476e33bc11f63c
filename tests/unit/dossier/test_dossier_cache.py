"""The short memory of answers: fresh for a moment, better than nothing for five minutes, then gone."""

from contracts.dossiers import DossierCode, DossierStatus
from controller.dossier.cache import KEEP_S, ROOM, Cache, Kept
from controller.dossier.port import Found, Record

CODE = DossierCode("H57.132-260804-0583")
KEPT = Kept(Found((Record(CODE, DossierStatus.PROCESSING),)), as_of=1, since=0.0)


def a_cache(fresh_s: float = 30.0) -> Cache:
    cache = Cache(fresh_s)
    cache.put(CODE, KEPT)
    return cache


def test_an_answer_is_fresh_for_as_long_as_is_set_and_usable_for_five_minutes():
    cache = a_cache()
    assert cache.fresh(CODE, 29.9) == KEPT
    assert cache.fresh(CODE, 30.0) is None
    assert cache.any(CODE, KEEP_S - 0.1) == KEPT
    assert cache.any(CODE, KEEP_S) is None


def test_old_answers_are_not_only_unused_but_gone():
    cache = a_cache()
    cache.forget_old(KEEP_S)
    assert len(cache) == 0


def test_the_oldest_goes_when_there_is_no_room():
    cache = a_cache()
    for number in range(ROOM):
        cache.put(DossierCode(f"H57.132-260804-{number:04}X"), KEPT)
    assert len(cache) == ROOM
    assert cache.any(CODE, 0.0) is None


def test_zero_seconds_mean_that_nothing_is_fresh():
    assert a_cache(0.0).fresh(CODE, 0.0) is None
