"""The place where a journal and the centre's knowledge of it part is found in a few rounds."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.province import MOST_MARKS, Mark
from controller.sending.agreeing import Search


def found(facts: list[int], known: int) -> tuple[int, int]:
    """The place, and how many rounds it took; ``facts``: the places of events that are told."""
    search, rounds = Search(0, (facts[-1] if facts else 0) + 1), 0
    while places := search.places():
        told = {max((f for f in facts if search.low < f <= p), default=0) for p in places} - {0}
        if not told:
            break
        rounds += 1
        marks = tuple(Mark(seq=seq, hash=f"{seq:064x}") for seq in sorted(told, reverse=True))
        assert len(marks) <= MOST_MARKS
        search = search.narrowed(marks, max((m.seq for m in marks if m.seq <= known), default=0))
    return search.low, rounds


@given(st.lists(st.integers(1, 3000), unique=True, max_size=200).map(sorted), st.integers(0, 3000))
def test_the_newest_known_event_is_found(facts: list[int], known: int):
    assert found(facts, known)[0] == max((seq for seq in facts if seq <= known), default=0)


def test_a_journal_of_many_events_takes_few_rounds():
    assert found(list(range(1, 20_001)), 12_345) == (12_345, 3)
    assert found(list(range(1, 20_001)), 20_000)[1] == 1
