"""An error on the way to the screen becomes the pause screen: never a traceback, never an end."""

import logging
from collections.abc import Callable

from kivy.base import ExceptionHandler, ExceptionManager

log = logging.getLogger(__name__)


class PauseOnError(ExceptionHandler):
    """An error in a callback would end the application: log it, show the pause screen, carry on."""

    def __init__(self, show_trouble: Callable[[], None]) -> None:
        super().__init__()
        self._show_trouble = show_trouble
        self._logged = ""

    def handle_exception(self, inst: BaseException) -> int:
        """Called by Kivy."""
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)
        if repr(inst) != self._logged:  # the same trouble ten times a second is one record
            self._logged = repr(inst)
            log.error("the screen failed", exc_info=inst)
        self._show_trouble()
        return int(ExceptionManager.PASS)
