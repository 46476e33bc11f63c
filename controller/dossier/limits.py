"""How often one device or address may ask, and how guessing is slowed down. Pure.

Numbers of a day follow each other (``...-0001``, ``...-0002``), so a code is easily guessed. Whoever misses
again and again waits longer each time.
"""

from dataclasses import dataclass, replace

MINUTE_S = 60.0
HOUR_S = 3600.0


@dataclass(frozen=True)
class LimitRules:
    """What one asker, and the whole site, may do."""

    per_minute: int = 6
    per_hour: int = 60
    free_misses: int = 3
    miss_window_s: float = 300.0
    first_delay_s: float = 5.0
    longest_delay_s: float = 900.0
    site_misses_per_hour: int = 120


@dataclass(frozen=True)
class Asker:
    """One device or address; times are monotonic seconds, oldest first."""

    asked: tuple[float, ...] = ()
    missed: tuple[float, ...] = ()
    delay_s: float = 0.0
    wait_until: float = 0.0


def may_ask(asker: Asker, rules: LimitRules, now: float) -> Asker | float:
    """The asker with one more question counted; or the seconds to wait, and nothing is counted."""
    asked = tuple(at for at in asker.asked if now - at < HOUR_S)
    free_at = [asker.wait_until]
    for most, span in ((rules.per_minute, MINUTE_S), (rules.per_hour, HOUR_S)):
        within = [at for at in asked if now - at < span]
        if len(within) >= most:
            free_at.append(within[-most] + span)
    wait = max(free_at) - now
    return wait if wait > 0 else replace(asker, asked=(*asked, now))


def miss(asker: Asker, rules: LimitRules, now: float) -> Asker:
    """After a code that does not exist: from the third within the window on, a delay that doubles."""
    missed = (*(at for at in asker.missed if now - at < rules.miss_window_s), now)
    if len(missed) < rules.free_misses:
        return replace(asker, missed=missed, delay_s=0.0)
    delay = min(rules.longest_delay_s, asker.delay_s * 2 or rules.first_delay_s)
    # Whoever waits as told must not be forgiven by the waiting: the window begins when the delay ends.
    kept = tuple(now + delay for _ in missed[-rules.free_misses :])
    return Asker(asker.asked, kept, delay, now + delay)


def hit(asker: Asker) -> Asker:
    """After a code that exists: earlier misses were misreadings."""
    return replace(asker, missed=(), delay_s=0.0)


@dataclass(frozen=True)
class SiteMisses:
    """The misses of everybody together."""

    missed: tuple[float, ...] = ()
    alarm: bool = False


def site_miss(site: SiteMisses, rules: LimitRules, now: float) -> SiteMisses:
    """After a miss of anybody. ``alarm`` holds while there are too many of them within an hour."""
    most = rules.site_misses_per_hour
    missed = (*(at for at in site.missed if now - at < HOUR_S), now)[-most:]
    return SiteMisses(missed, alarm=len(missed) >= most)
