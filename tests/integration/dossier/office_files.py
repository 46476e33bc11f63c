"""Files as the programs of offices write them: workbooks with styles, hidden sheets and merged cells; text of any kind."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

A, B = "000.12.34.H99-260803-0001", "000.12.34.H99-260803-0002"
HEAD = ("Mã hồ sơ", "Thủ tục", "Trạng thái", "Ngày hẹn trả")
ROWS = (
    (A, "Đăng ký khai sinh", "Đang xử lý", "25/12/2026"),
    (B, "Cấp giấy phép", "Đã có kết quả", "20/11/2026"),
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Day:
    """A cell that Excel shows as a day; ``serial`` is what it holds."""

    serial: float


@dataclass(frozen=True)
class Broken:
    """A cell whose formula failed."""

    said: str = "#REF!"


Cell = str | float | Day | Broken | None


@dataclass(frozen=True)
class Page:
    """A sheet. ``top``, ``left``: how many rows and columns are empty before the first cell."""

    rows: Sequence[Sequence[Cell]]
    name: str = "Sheet1"
    state: str = "visible"
    top: int = 0
    left: int = 0
    merged: tuple[str, ...] = ()


def text_of(rows: Sequence[Sequence[Cell]] = (HEAD, *ROWS), delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows as text, without quotes."""
    return "".join(delimiter.join(str(cell) for cell in row) + end for row in rows)


def workbook(*pages: Page) -> bytes:
    """An .xlsx."""
    numbered = list(enumerate(pages, 1))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
        for n, _ in numbered
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_SHEETS}.sheet.main+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{_SHEETS}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(page.name)}" sheetId="{n}" state="{page.state}" r:id="r{n}"/>'
            for n, page in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in numbered
        )
        + f'<Relationship Id="r0" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/>'
        '</borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        "</styleSheet>",
        **{f"xl/worksheets/sheet{n}.xml": _sheet(page) for n, page in numbered},
    }
    return _zipped(parts)


def open_document(rows: Sequence[Sequence[str]]) -> bytes:
    """An .ods with one table."""
    uri = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{uri}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{uri}:office:1.0" xmlns:table="{uri}:table:1.0" '
            f'xmlns:text="{uri}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Tờ 1">{cells}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        }
    )


def page_of_a_web_system(rows: Sequence[Sequence[str]], charset: str = "utf-8") -> bytes:
    """A table in HTML under the name of a workbook, below a heading in a table of its own."""
    table = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    text = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td{{}}</style></head>'
        f"<body><table><tr><td><b>UBND XÃ MẪU</b></td></tr></table><table border=1>{table}</table></body></html>"
    )
    return text.encode(charset)


def xml_of_2003(rows: Sequence[Sequence[str]]) -> bytes:
    """What Excel 2003 calls an XML table; many web systems still write it."""
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows
    )
    uri = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{uri}" xmlns:ss="{uri}"><Worksheet ss:Name="HS"><Table>'
        f"{cells}</Table></Worksheet></Workbook>"
    ).encode()


def _sheet(page: Page) -> str:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(_cell(f"{_letters(column + page.left)}{row}", cell) for column, cell in enumerate(cells))
        + "</row>"
        for row, cells in enumerate(page.rows, page.top + 1)
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in page.merged)
    tail = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def _cell(ref: str, cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Day(serial=serial):
            return f'<c r="{ref}" s="1"><v>{serial}</v></c>'
        case Broken(said=said):
            return f'<c r="{ref}" s="0" t="e"><f>A1</f><v>{said}</v></c>'
        case str():
            return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        case _:
            return f'<c r="{ref}"><v>{cell!r}</v></c>'


def _letters(column: int) -> str:
    return chr(65 + column) if column < 26 else _letters(column // 26 - 1) + _letters(column % 26)


def _zipped(parts: dict[str, str]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return whole.getvalue()
