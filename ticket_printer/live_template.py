"""How slips look now: the template on disk, followed while the program runs. A bad one changes nothing but a fault."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from contracts.messages import Fault
from contracts.vocabulary import FaultCode
from hardware.host.settings_file import SettingsError
from ticket_printer.render import scale_of
from ticket_printer.template import DEFAULT, MM, Template, logo_of, read_template

log = logging.getLogger(__name__)


_Stamp = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Look:
    """A template and its logo, for paper of one width."""

    template: Template = DEFAULT
    logo: Image.Image | None = None


class LiveTemplate:
    """Follows one template. May be asked in any thread."""

    def __init__(self, path: Path | None, dots: int) -> None:
        """``path`` None: what is built in; so, with a fault, while the template is wrong from the start."""
        self._path, self._dots = path, dots
        self._lock = threading.Lock()
        self._look = Look()
        self._faults: tuple[Fault, ...] = ()
        self._logo: Path | None = None
        self._seen: _Stamp | None = None
        self._follow()

    def now(self) -> Look:
        """How the next slip looks: the newest good template."""
        with self._lock:
            self._follow()
            return self._look

    def faults(self) -> tuple[Fault, ...]:
        """Why the template on disk is not used."""
        with self._lock:
            self._follow()
            return self._faults

    def _follow(self) -> None:
        stamp = self._stamp()
        if self._path is None or stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._look, self._faults = self._read(self._path), ()
        except SettingsError as error:
            self._faults = (_fault(error),)
            log.warning("the template is not used: %s", error)
            return
        log.info("%s: read again", self._path)

    def _read(self, path: Path) -> Look:
        template = read_template(path)
        self._logo = template.logo.file if template.logo else None  # followed even when it is not there yet
        return Look(template, logo_of(path, template, MM * scale_of(self._dots)))

    def _stamp(self) -> _Stamp:
        return (_stamp_of(self._path), _stamp_of(self._logo))


def _fault(error: SettingsError) -> Fault:
    return Fault(code=FaultCode.BAD_TEMPLATE, detail=str(error), facts=error.facts)


def _stamp_of(path: Path | None) -> tuple[int, ...]:
    """Changes with the file; empty when there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino) if found else ()
