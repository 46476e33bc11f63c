"""A workbook in Excel's binary form (.xlsb, MS-XLSB), with one sheet of texts and numbers."""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROW, _REAL, _TEXT = 0, 5, 6
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_ROWS, _END_ROWS, _SIZE, _SHEET = 143, 144, 145, 146, 148, 156


def binary_workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An .xlsb."""
    book = _record(_BEGIN_BOOK) + _record(_BEGIN_SHEETS)
    book += _record(_SHEET, struct.pack("<II", 0, 1) + _wide("r1") + _wide("Hồ sơ"))
    book += _record(_END_SHEETS) + _record(_END_BOOK)
    widest = max(map(len, rows))
    sheet = _record(_BEGIN_SHEET) + _record(_SIZE, struct.pack("<IIII", 0, len(rows) - 1, 0, widest - 1))
    sheet += _record(_BEGIN_ROWS)
    for number, cells in enumerate(rows):
        sheet += _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, cell in enumerate(cells):
            place = struct.pack("<II", column, 0)
            text = isinstance(cell, str)
            sheet += (
                _record(_TEXT, place + _wide(cell))
                if text
                else _record(_REAL, place + struct.pack("<d", cell))
            )
    sheet += _record(_END_ROWS) + _record(_END_SHEET)
    return _zipped(book, sheet)


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(body)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | 0x80 if length else low])
        if not length:
            return head + size + body


def _wide(text: object) -> bytes:
    letters = str(text).encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def _zipped(book: bytes, sheet: bytes) -> bytes:
    binary = "application/vnd.ms-excel"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" '
        f'ContentType="{binary}.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/workbook.bin": book,
        "xl/worksheets/sheet1.bin": sheet,
    }
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return whole.getvalue()
