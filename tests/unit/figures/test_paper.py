"""Papers to be signed: nobody signs and stamps a page on which nothing else stands."""

import io

import pytest
from pdfminer.high_level import extract_text

from contracts.forms.paper import Letterhead, paper
from contracts.forms.table import Count, Table

HEAD = Letterhead(
    left=("XÃ A",),
    nation="CỘNG HÒA",
    motto="Độc lập",
    title="Biểu",
    period="Quý III",
    notes=(),
    made=("Lập",),
    place="Ngày",
    signers=(("Người lập biểu", "Ký"), ("Thủ trưởng đơn vị", "Ký, đóng dấu")),
    page="Trang {page}",
)


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("rows", range(8, 30, 3))
def test_below_what_is_signed_stands_what_it_says(rows: int, *, before: bool):
    table = Table("x", "Bảng", ("TT", "Số"), tuple((str(n), Count(n)) for n in range(rows)), ("Đơn vị: số.",))
    pages = extract_text(io.BytesIO(paper(HEAD, [table, table] if before else [table]))).split("\f")
    signed = [page for page in pages if "Người lập biểu" in page]
    assert len(signed) == 1
    assert "Đơn vị: số." in signed[0]
