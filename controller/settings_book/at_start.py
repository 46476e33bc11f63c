"""The settings with which the program starts."""

import argparse
import logging

from controller.settings import OfficeSettings
from controller.settings_book.last_good import last_good
from hardware.host.logs import start_logging
from hardware.host.program import settings_in
from hardware.host.settings_file import SettingsError, load_settings

log = logging.getLogger(__name__)


def settings_at_start(args: argparse.Namespace) -> OfficeSettings:
    """What the file says; of a broken one what it said last, so that the office opens and its caretaker can be told."""
    good = None
    if not (args.check_settings or args.show_settings):
        try:
            load_settings(args.settings, OfficeSettings)
        except SettingsError as error:
            if good := last_good(args.settings):
                start_logging(good.log_level)
                log.critical("%s; the office goes on with what it said before", error)
    return good or settings_in(args, OfficeSettings)
