"""The pictures of forms' pages, part by part, for kiosks. Nothing of it enters the journal."""

import logging
from base64 import b64encode

from contracts import messages as m
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.shelf import ShelfError
from controller.devices import Devices
from controller.parts import Parts
from hardware.ports import Clock

log = logging.getLogger(__name__)


class PageParts(Parts[m.FetchPage]):
    """Answers kiosks on which somebody looks at a form."""

    def __init__(self, blanks: BlankShelf, devices: Devices, clock: Clock) -> None:
        super().__init__(
            devices, clock, lambda _device, asked: lambda: self._part(asked.digest, asked.offset)
        )
        self._blanks = blanks

    def _part(self, digest: str, offset: int) -> m.PagePart:
        try:
            picture = self._blanks.picture(digest)
        except ShelfError as error:
            log.error("the page of a form cannot be read: %s", error)  # noqa: TRY400 - the sentence says it all
            picture = b""
        if not 0 < len(picture) <= m.MOST_PAGE:
            return m.PagePart()
        data = b64encode(picture[offset : offset + m.MOST_PART]).decode("ascii")
        return m.PagePart(digest=digest, size=len(picture), offset=offset, data=data)
