"""``motcua dossier try FILE``: every code with its status and date, and every line that is not understood, and why."""

import subprocess
import sys
from pathlib import Path

import pytest

from controller import try_export
from tests.integration.dossier.office_files import HEAD, ROWS, A, B, Page, text_of, workbook

MOTCUA = Path(sys.executable).with_name("motcua")
SETTINGS = """
site = "phuong-1"
name = {vi = "UBND Phường Mẫu"}
authority = {vi = "UBND tỉnh Mẫu"}
services = [{code = "civil", name = {vi = "Hộ tịch"}, prefix = "A"}]
counters = [{id = "1", label = "1", services = ["civil"]}]
sessions = [{name = {vi = "Sáng"}, take_from = "07:00", take_until = "11:00", serve_from = "07:00", serve_until = "11:30"}]
[dossier.names]
status = "Đang ở đâu"
[dossier.status_map]
"Nằm trong tủ" = "processing"
"""


def tried(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, list[str]]:
    status = try_export.main([str(word) for word in argv])
    return status, capsys.readouterr().out.splitlines()


def test_every_code_is_printed_with_its_status_and_its_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "export.csv").write_text(text_of(), "utf-8")
    status, lines = tried(capsys, tmp_path / "export.csv")
    assert status == 0
    assert f"  {A}  Đang giải quyết  25/12/2026" in lines
    assert f"  {B}  Đã có kết quả  20/11/2026" in lines
    assert lines[-2:] == ["Không có dòng nào không hiểu.", "There is no line that is not understood."]


def test_every_line_that_is_not_understood_is_printed_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    bad = [("2.6E+14", "x", "Đang xử lý", ""), ("", "Khai tử", "Đang xử lý", "1/1/2026")] * 300
    rows = (HEAD, ROWS[0], (B, "Khai tử", "", "sau Tết"), *bad, ("Tổng cộng: 602", "", "", ""))
    (tmp_path / "export.xlsx").write_bytes(workbook(Page((("Bìa",),), "Bìa"), Page(rows, "Hồ sơ", top=2)))
    status, lines = tried(capsys, tmp_path / "export.xlsx")
    assert status == 0
    assert "Trang tính: Hồ sơ" in lines
    assert f"! {B}  Chưa rõ trạng thái  “sau Tết” (không đọc được thành ngày)" in lines
    assert f"- dòng 5: hồ sơ {B} không có trạng thái" in lines
    assert f"  line 5: dossier {B} has no status" in lines
    reasons = [line for line in lines if line.startswith("- dòng ")]
    assert len(reasons) == 601
    assert reasons[-1] == "- dòng 605: ô mã hồ sơ để trống"
    assert "1 dòng không phải hồ sơ (tổng cộng, tên nhóm, chữ ký) được bỏ qua." in lines


def test_a_file_that_cannot_be_used_says_why_where_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "export.csv").write_text(text_of([(row[0], row[3]) for row in (HEAD, *ROWS)]), "utf-8")
    status, lines = tried(capsys, tmp_path / "export.csv")
    assert status == 1
    assert "KHÔNG DÙNG ĐƯỢC tệp export.csv:" in lines
    assert lines[-2].startswith(
        "- dòng 1: thiếu cột: Trạng thái hồ sơ. Dòng này chỉ có: Mã hồ sơ, Ngày hẹn trả. Xuất thêm"
    )
    assert lines[-1].startswith("  line 1: missing columns:")
    for nothing in (tmp_path / "nowhere.csv", tmp_path):
        assert tried(capsys, nothing)[0] == 1


def test_it_reads_as_the_settings_of_the_office_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "controller.toml").write_text(SETTINGS, "utf-8")
    head = (*HEAD[:2], "Đang ở đâu", HEAD[3])
    (tmp_path / "export.csv").write_text(text_of((head, (A, "x", "Nằm trong tủ", "25/12/2026"))), "utf-8")
    status, lines = tried(capsys, "--settings", tmp_path / "controller.toml", tmp_path / "export.csv")
    assert (status, lines[0]) == (0, f"Đọc theo tệp cài đặt {tmp_path / 'controller.toml'}.")
    assert f"  {A}  Đang giải quyết  25/12/2026" in lines
    (tmp_path / "controller.toml").write_text("site = ", "utf-8")
    assert tried(capsys, "--settings", tmp_path / "controller.toml", tmp_path / "export.csv") == (1, [])


def test_it_is_a_command_for_the_caretaker(tmp_path: Path):
    (tmp_path / "export.csv").write_text(text_of(), "utf-8")
    done = subprocess.run(
        (MOTCUA, "dossier", "try", "export.csv"),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert f"  {A}  Đang giải quyết  25/12/2026" in done.stdout.splitlines()
    assert done.stderr == ""
