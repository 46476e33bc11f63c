"""Reads a file of an office as the reading process does."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from contracts.dossiers import DossierStatus
from controller.dossier.export import reader
from controller.dossier.export.table import Table, Wish, order_of, report_of
from controller.dossier.settings import FieldNames
from tests.integration.dossier.office_files import A, B

DOCS = FieldNames(code="Mã hồ sơ", status="Trạng thái", due="Ngày hẹn trả")
UNNAMED = FieldNames()
BOTH = [
    (A, DossierStatus.PROCESSING, date(2026, 12, 25)),
    (B, DossierStatus.RESULT_READY, date(2026, 11, 20)),
]


def read(path: Path, names: FieldNames = DOCS, table: str = "") -> Table:
    """What the reading process makes of a file, in this process: a hundred of them would take a minute."""
    wish = Wish(names.model_dump(), frozenset(names.model_fields_set), table)
    with TemporaryFile() as lines:
        answer = reader.read(order_of(path, wish, 10_000, lines.fileno()))
        lines.seek(0)
        return Table(lines.read(), report_of(answer))


def told(found: Table) -> list[tuple[str, DossierStatus, object]]:
    return [(record.code, record.status, record.due) for record in found.all()]
