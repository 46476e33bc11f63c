"""What follows faults, built from the settings: their history, and who is told of it."""

from collections.abc import Callable

from controller.alerts.alerting import Alerting
from controller.alerts.channels import channels_of
from controller.console.history_file import FaultHistory
from controller.settings import OfficeSettings


def followers(settings: OfficeSettings, monotonic: Callable[[], float]) -> tuple[FaultHistory, Alerting]:
    """The history of faults, and the alerts that are made of it."""
    history = FaultHistory(settings.data_dir, monotonic)
    return history, Alerting(settings.alerts, channels_of(settings.alerts, settings.mail), history, monotonic)
