"""Where a search without words begins, and what of the catalogue goes on the wire."""

from dataclasses import replace
from pathlib import Path

import pytest

import simulation.office
from contracts import messages as m
from contracts.codec import MAX_BYTES, encode
from contracts.procedures import FeeKind
from controller.catalogue import telling, topics
from controller.catalogue.everyday import EverydayWordsError
from controller.catalogue.file import records
from controller.catalogue.procedure import Paper, Procedure, Step
from controller.catalogue.reading import read

EVENTS, NO_FIELD = topics.load()


@pytest.fixture(scope="module")
def demo() -> tuple[Procedure, ...]:
    services = {"justice": "justice"}
    return tuple(read(records(Path(simulation.office.__path__[0]) / "procedures.json"), services).procedures)


def test_every_life_event_leads_to_what_it_asks_for(demo: tuple[Procedure, ...]):
    found = {t.code: {p.code for p in t.procedures} for t in topics.by_event(demo, EVENTS)}
    assert {"1.001193", "2.001263", "2.001023"} <= found["sinh-con"]
    assert {"1.000656", "1.001731", "1.014028"} <= found["qua-doi"]
    assert {"1.000894", "1.004873"} <= found["ket-hon"]
    assert {"2.000815", "2.000884"} <= found["sao-y"]
    assert "2.001035" not in found["nha-dat"], "a contract is certified, not registered"
    assert {"1.013978", "1.012783", "1.012786", "1.012784"} <= found["nha-dat"]
    assert found["cho-o"] == {"1.004222", "1.004194", "1.010041"}
    assert "di-hoc" not in found, "nothing of it is received here"


def test_nearly_every_procedure_is_found_by_two_touches(demo: tuple[Procedure, ...]):
    events = topics.by_event(demo, EVENTS)
    reached = {p.code for t in events for p in t.procedures}
    assert len(reached) >= 0.95 * len(demo)
    assert max(len(t.procedures) for t in events) <= 14, "a list to read, not to search"


def test_fields_are_known_by_a_code_that_stays(demo: tuple[Procedure, ...]):
    found = topics.by_field(demo, NO_FIELD)
    assert found[0].name == {"vi": "Hộ tịch"}
    nameless = topics.by_field((replace(demo[0], field=""),), NO_FIELD)
    assert [t.name for t in nameless] == [NO_FIELD]
    assert [t.code for t in found] == [t.code for t in topics.by_field(demo, NO_FIELD)]
    assert len({t.code for t in found}) == len(found)
    told = telling.topics(topics.by_event(demo, EVENTS), found)
    assert sum(t.count for t in told.fields) == len(demo)


def test_a_file_of_events_that_cannot_be_used_names_what_and_where(tmp_path: Path):
    file = tmp_path / "life_events.toml"
    for text, what in (
        (
            '[no-field]\nvi = "-"\n[[events]]\ncode = "x"\nvi = "X"\nen = "X"\nicon = "no-such"\nlaw = []',
            "no-such",
        ),
        ('[no-field]\nvi = "-"\n[[events]]\ncode = "x"', "every \\[\\[events\\]\\]"),
        ("", "no-field"),
        ("[[events]\n", "life_events.toml"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(EverydayWordsError, match=what):
            topics.load(file)


def test_what_is_told_fits_the_wire_whatever_the_catalogue_holds():
    long = "Giấy tờ có tên rất dài, " * 400
    papers = tuple(Paper(long, 1, 2, long) for _ in range(60))
    steps = tuple(Step(long, long, 1.5) for _ in range(60))
    one = Procedure(
        "1.000001", long, elsewhere=long, result=long, papers=papers, steps=steps, service="civil"
    )
    told = telling.told(one, ["civil"], "http://office/" + "x" * 300, "30/11/2026")
    assert 0 < len(told.steps) < 20
    assert told.more_papers == 60 - len(told.papers) > 0
    assert told.address == "", "an address that is cut leads nowhere"
    assert told.service is None, "what is received elsewhere has no queue here"
    reply = m.Accepted(request_id="00000000-0000-7000-8000-000000000001", result=told)
    assert len(encode(reply)) < MAX_BYTES
    many = telling.listed(tuple(replace(one, code=f"1.{n:06}", field=long) for n in range(500)))
    assert (len(many.procedures), many.more) == (48, 452)
    assert not many.procedures[0].here
    whole = m.Accepted(request_id="00000000-0000-7000-8000-000000000001", result=many)
    assert len(encode(whole)) < MAX_BYTES


def test_what_is_told_says_what_is_known_and_no_more(demo: tuple[Procedure, ...]):
    copy = next(p for p in demo if p.code == "2.000635")
    told = telling.told(copy, ["justice"], "http://office/thu-tuc/2.000635", "30/11/2026")
    assert (told.fee.kind, told.fee.vnd) == (FeeKind.AMOUNT, 8000)
    assert told.service == "justice"
    assert telling.told(copy, ["other"], "", "").service is None, "the office has no such queue"
    land = next(p for p in demo if p.code == "1.013978")
    assert telling.told(land, ["land"], "", "").fee.kind is FeeKind.BY_RULE
