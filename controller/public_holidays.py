"""The public holidays of Viet Nam, and the Saturdays that are worked for them: a table, made from a library.

Labour Code 2019, articles 111 and 112, with the days that the government moved. Tết and the Hùng Kings' day follow
the Vietnamese lunar calendar, which is reckoned for UTC+7: in some years (2030) it differs from the Chinese one by a
day. ``public_holidays.toml`` is written from the library ``holidays`` and compared with it by a test; its years run out
long after the machine. What the government decides for one year goes into ``special_days`` of the settings.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("public_holidays.toml")


@dataclass(frozen=True)
class PublicHoliday:
    """A date on which nobody works although it is a weekday, or (``works``) everybody although it is Saturday."""

    name: Mapping[str, str]
    works: bool


def public_holidays() -> dict[str, PublicHoliday]:
    """All of them, by ISO date."""
    days = tomllib.loads(TABLE.read_text("utf-8"))["days"]
    return {
        day["date"]: PublicHoliday({"vi": day["vi"], "en": day["en"]}, works=day.get("works", False))
        for day in days
    }
