"""python-escpos: its classes open and close the ways to a printer, its capabilities describe models.

Reading and writing go past it, on what its classes opened: see docs/architecture.md, "python-escpos, and where
we go round it", for what was measured.
"""

import logging
import os
import shutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from hardware.drivers.os_errors import device_error

PICKLES = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def library() -> Any:
    """``escpos.printer``: a class for each way to a printer. Raises ImportError when it is not installed."""
    return _quietly("escpos.printer")


def capabilities() -> dict[str, Any]:
    """What it knows of each model, by name. Raises ImportError when it is not installed."""
    models: dict[str, Any] = _quietly("escpos.capabilities").CAPABILITIES["profiles"]
    return models


def opened(name: str, make: Callable[[Any], Any]) -> Any:
    """The printer of python-escpos that ``make`` makes of the library, opened; its ``device`` is what it opened.

    Raises DeviceMissing, DevicePermission or DeviceBusy.
    """
    printer = make(library())
    try:
        printer.open()
    except import_module("escpos.exceptions").DeviceNotFoundError as error:
        raise device_error(name, error.__context__ or error) from error
    return printer


@cache
def _quietly(name: str) -> Any:
    """A module of it. Its import leaves a new folder in /tmp at every start, and gives the root logger a handler."""
    before = list(logging.root.handlers)
    module = import_module(name)
    logging.root.handlers[:] = before
    logging.getLogger("escpos").setLevel(logging.WARNING)
    if PICKLES not in os.environ:
        shutil.rmtree(import_module("escpos.capabilities").pickle_dir, ignore_errors=True)
    return module
