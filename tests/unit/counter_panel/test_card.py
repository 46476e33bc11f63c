"""The card beside a button box says what the box does."""

import sys
from pathlib import Path

import pytest

from hardware.counter_panel import card
from hardware.counter_panel.hands import Hands, KeyName, Meaning
from hardware.counter_panel.panel import LampName
from hardware.counter_panel.settings import CODES

DOCS = Path(__file__).parents[3] / "docs"


def test_the_card_in_the_docs_is_the_one_that_is_made():
    made = card.Card(card.USUAL_HANDS).markdown()
    assert (DOCS / "nut-bam.md").read_text("utf-8") == made, (
        "python -m hardware.counter_panel.card > docs/nut-bam.md"
    )


def test_every_key_and_every_combination_has_its_row():
    for meaning in Meaning:
        pair = frozenset({KeyName.NEXT, KeyName.FINISH})
        made = card.Card(Hands({pair: meaning}, 7.5)).markdown()
        assert made.count("GỌI TIẾP và KẾT THÚC | Enter và . (hoặc phím Xóa lùi) | **hai nút cùng lúc**") == 1
        assert "quá 7,5 giây" in made
        assert ("bấm cùng lúc GỌI TIẾP và KẾT THÚC trong 10 giây" in made) == (meaning is Meaning.UNDO)
    assert {*KeyName} <= {*CODES}
    assert {*LampName} - {*KeyName} == {"error", "alarm"}


def test_every_key_that_is_held_has_its_row_and_what_it_does_by_itself():
    for meaning in Meaning:
        made = card.Card(Hands(holds={KeyName.RECALL: meaning})).markdown()
        assert made.count("| GỌI LẠI | + | **giữ 1,5 giây**") == 1
        assert "GỌI LẠI làm việc thường của nó (gọi lại số đang ở quầy) khi nhả tay" in made


def test_a_box_without_combinations_has_a_card_without_them():
    made = card.Card(Hands()).markdown()
    assert "cùng lúc" not in made
    assert "GỌI LẠI" in made


def test_the_card_of_a_box_with_its_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "panel.toml").write_text(
        'site = "demo"\ndevice = "panel-1"\ncounter = "1"\ncombinations = []\nholds = []\n[keys]\ndriver = "keypad"\n'
    )
    monkeypatch.setattr(sys, "argv", ["card", "--settings", str(tmp_path / "panel.toml")])
    assert card.main() == 0
    assert capsys.readouterr().out == card.Card(Hands()).markdown()
