"""Which forms the head has handed up to the province: counts only, in small files beside the journal, one for each form."""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.stated_forms import AnyForm
from contracts.statements import StatementKind
from contracts.vocabulary import ClerkId, Millis
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "stated.json"
FILES = {
    StatementKind.FORM_06A: FILE,
    StatementKind.FORM_07B: "stated-07b.json",
    StatementKind.ANNEX: "stated-annex.json",
}
MOST_BYTES, MOST_FORMS = 5_000_000, 60


class HandedUp(BaseModel):
    """A form, by whom and when; without a form it was taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: AnyForm | None
    by: ClerkId
    at: Millis


_SHAPE = TypeAdapter(dict[str, HandedUp])


class StatedForms:
    """Those of one form by their names, the newest period first. Kept in memory."""

    def __init__(self, data_dir: Path, kind: StatementKind = StatementKind.FORM_06A) -> None:
        self._path = data_dir / FILES[kind]
        self.forms = self._read()

    def put(self, name: str, handed: HandedUp) -> None:
        """Hand a form up, hand it up anew, or take it back. Raises OSError: then nothing has changed."""
        forms = dict(sorted({**self.forms, name: handed}.items(), reverse=True)[:MOST_FORMS])
        write_sealed(self._path, _SHAPE.dump_json(forms))
        self.forms = forms

    def _read(self) -> dict[str, HandedUp]:
        try:
            return _SHAPE.validate_json(read_sealed(self._path, MOST_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): nothing of it is stated", self._path, type(error).__name__)
            return {}
