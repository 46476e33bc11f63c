"""The README says what the code says. To write its tables again: python -m contracts.tables README.md."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.permissions import PERMISSIONS
from contracts.tables import REFUSALS, TABLES, WORDS, filled
from contracts.topics import TABLE, TopicRow
from contracts.vocabulary import RefusalCode

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text("utf-8")
PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]


def test_every_table_is_in_the_readme():
    assert set(re.findall(r"<!-- table:([a-z]+) -->", README)) == set(TABLES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_what_the_code_says(page: Path):
    text = page.read_text("utf-8")
    assert text.count("<!-- table:") == text.count("<!-- /table -->")
    assert filled(text) == text, f"run: python -m contracts.tables {page.relative_to(HOUSE)}"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.pattern)
def test_the_table_of_topics_has_every_topic(row: TopicRow):
    assert f"| `{row.pattern}` |" in TABLES["topics"]()


def test_every_refusal_has_its_meaning():
    assert set(REFUSALS) == set(RefusalCode)
    assert len(set(REFUSALS.values())) == len(REFUSALS)
    assert TABLES["refusals"]().count("\n") == len(RefusalCode) + 2


def test_the_table_of_permissions_has_every_command():
    table = TABLES["permissions"]()
    assert table.count("\n") == len(PERMISSIONS) + 2
    assert "| `confirm-clock` | – | – | – | – | yes | – | – | – |\n" in table


def test_every_program_says_what_it_is():
    table = TABLES["programs"]()
    for name in ("controller", "display_board", "hardware.counter_panel", "kiosk_app", "ticket_printer"):
        assert re.search(rf"\| `python -m {re.escape(name)}` \| \w.{{20,}} \|\n", table)


def test_a_word_stands_for_one_idea():
    assert len({word for word, *_ in WORDS}) == len({shown for _, shown, _ in WORDS}) == len(WORDS)


@pytest.mark.slow
def test_what_is_printed_can_be_put_into_the_readme():
    done = subprocess.run(
        (sys.executable, "-m", "contracts.tables"), capture_output=True, text=True, check=True, cwd=HOUSE
    )
    assert filled(done.stdout) == done.stdout
    assert all(table() in done.stdout for table in TABLES.values())


@pytest.mark.slow
def test_a_stale_table_is_noticed_and_mended(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("Before\n<!-- table:words -->\nold\n<!-- /table -->\nafter\n", "utf-8")
    subprocess.run((sys.executable, "-m", "contracts.tables", str(page)), check=True, cwd=HOUSE)
    assert (
        page.read_text("utf-8")
        == f"Before\n<!-- table:words -->\n{TABLES['words']()}<!-- /table -->\nafter\n"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_exists(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_a_page_names_exists(page: Path):
    targets = set(re.findall(r"^([a-z-]+):", (HOUSE / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", page.read_text("utf-8"))) - targets == set()
