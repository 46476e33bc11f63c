"""How often one device or address may ask, and how guessing is slowed down. Pure.

Numbers of a day follow each other (``...-0001``, ``...-0002``), so a code is easily guessed. Whoever misses
again and again waits longer each time. Four digits of a second factor are guessed even more easily by many
askers together, so those are counted for each dossier too: at most 28 wrong ones get through in a day.
"""

from dataclasses import dataclass, replace

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


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
    free_proofs: int = 5
    proof_delay_s: float = HOUR_S
    proof_memory_s: float = DAY_S


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


def site_miss(site: SiteMisses, rules: LimitRules, now: float) -> SiteMisses:
    """After a miss of anybody."""
    missed = (*(at for at in site.missed if now - at < HOUR_S), now)
    return SiteMisses(missed[-rules.site_misses_per_hour :])


def alarm_since(site: SiteMisses, rules: LimitRules, now: float) -> float | None:
    """The oldest of the misses that are too many for one hour; None: they are not too many."""
    missed = [at for at in site.missed if now - at < HOUR_S]
    return missed[0] if len(missed) >= rules.site_misses_per_hour else None


@dataclass(frozen=True, slots=True)
class ProofTries:
    """The second factors tried on one dossier, by anybody; times are monotonic seconds."""

    tried: int = 0
    last: float = 0.0
    wait_until: float = 0.0


def may_prove(tries: ProofTries, rules: LimitRules, now: float) -> ProofTries | float:
    """The tries with one more counted; or the seconds to wait, and nothing is counted.

    Counted before it is known to be wrong, so that many at once are not all let through: see ``unproved``.
    """
    if now < tries.wait_until:
        return tries.wait_until - now
    tried = 1 if forgiven(tries, rules, now) else tries.tried + 1
    return ProofTries(tried, now, now + rules.proof_delay_s if tried >= rules.free_proofs else 0.0)


def unproved(tries: ProofTries) -> ProofTries:
    """After a try that nobody judged, because the main system did not answer: it does not count."""
    return replace(tries, tried=max(0, tries.tried - 1), wait_until=0.0)


def forgiven(tries: ProofTries, rules: LimitRules, now: float) -> bool:
    """Whether a quiet day lies behind the tries."""
    return now - max(tries.last, tries.wait_until) >= rules.proof_memory_s


def together(one: ProofTries, other: ProofTries, rules: LimitRules) -> ProofTries:
    """The tries of two dossiers of which it becomes known that one second factor opens both."""
    tried, last = one.tried + other.tried, max(one.last, other.last)
    wait_until = max(one.wait_until, other.wait_until)
    if tried >= rules.free_proofs:
        wait_until = max(wait_until, last + rules.proof_delay_s)
    return ProofTries(tried, last, wait_until)
