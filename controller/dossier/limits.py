"""How often may be asked, and how guessing is slowed down. Pure.

Numbers of a day follow each other (``...-0001``, ``...-0002``), so a code is easily guessed. Two things are counted:
a *session* is one phone that looks things up, a *place* is a kiosk, or an address behind which many phones may be
(a hall's Wi-Fi). Codes that do not exist are counted over the whole day, each once, and nothing forgives them but the
day: neither waiting as told nor a code of one's own in between. Whoever misses again and again waits longer each time.

Four digits of a second factor are guessed even more easily by many askers together, so those are counted for each
dossier too: at most 28 wrong ones get through in a day.
"""

from dataclasses import dataclass, replace

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
MOST_KEPT = 2000
"""So many codes of a day are told apart at one place; whoever comes so far waits long enough."""


@dataclass(frozen=True)
class LimitRules:
    """What a session, a place, and the whole site may do."""

    per_minute: int = 6
    per_hour: int = 60
    people: int = 10
    """How many sessions may be at one place at the same time."""
    free_misses: int = 3
    most_found: int = 40
    """Beyond so many codes that exist, each further one in a session counts as if it did not: it reads a list."""
    place_free_misses: int = 30
    most_trust: int = 100
    """For every two codes that exist a place may miss one more, up to so many: people do mistype."""
    first_delay_s: float = 5.0
    longest_delay_s: float = 900.0
    longest_kiosk_delay_s: float = 60.0
    """Whoever comes next to a kiosk did not do it."""
    site_misses_per_hour: int = 120
    site_misses_per_day: int = 300
    free_proofs: int = 5
    proof_delay_s: float = HOUR_S
    proof_memory_s: float = DAY_S


@dataclass(frozen=True)
class Allowance:
    """What one session, or one place, may do."""

    per_minute: int
    per_hour: int
    free_misses: int
    longest_delay_s: float
    most_found: int = MOST_KEPT
    most_trust: int = 0


def of_session(rules: LimitRules) -> Allowance:
    """What one phone may do."""
    return Allowance(
        rules.per_minute,
        rules.per_hour,
        rules.free_misses,
        rules.longest_delay_s,
        most_found=rules.most_found,
    )


def of_place(rules: LimitRules, *, kiosk: bool) -> Allowance:
    """What all people at one address, or at one kiosk, may do together."""
    return Allowance(
        rules.per_minute * rules.people,
        rules.per_hour * rules.people,
        rules.place_free_misses,
        rules.longest_kiosk_delay_s if kiosk else rules.longest_delay_s,
        most_trust=rules.most_trust,
    )


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was asked for, unreadable (a keyed hash), and when first today: monotonic seconds."""

    mark: bytes
    at: float


@dataclass(frozen=True)
class Asker:
    """A session or a place; times are monotonic seconds, oldest first."""

    asked: tuple[float, ...] = ()
    missed: tuple[Code, ...] = ()
    found: tuple[Code, ...] = ()
    wait_until: float = 0.0


def may_ask(asker: Asker, allowed: Allowance, now: float, *, known: bool = False) -> Asker | float:
    """The asker with one more question counted; or the seconds to wait, and nothing is counted.

    ``known``: the code was found today, so that asking again guesses nothing: no miss makes it wait.
    """
    asked = tuple(at for at in asker.asked if now - at < HOUR_S)
    free_at = [0.0 if known else asker.wait_until]
    for most, span in ((allowed.per_minute, MINUTE_S), (allowed.per_hour, HOUR_S)):
        within = [at for at in asked if now - at < span]
        if len(within) >= most:
            free_at.append(within[-most] + span)
    wait = max(free_at) - now
    return wait if wait > 0 else replace(asker, asked=(*asked, now))


def miss(asker: Asker, allowed: Allowance, rules: LimitRules, mark: bytes, now: float) -> Asker:
    """After a code that does not exist. The same one again is the same mistake and counts no more."""
    missed, new = _with(asker.missed, mark, now)
    return (
        _slowed(replace(asker, missed=missed), allowed, rules, now) if new else replace(asker, missed=missed)
    )


def hit(asker: Asker, allowed: Allowance, rules: LimitRules, mark: bytes, now: float) -> Asker:
    """After a code that exists. It forgives nothing; whoever has found very many reads a list."""
    found, new = _with(asker.found, mark, now)
    asker = replace(asker, found=found)
    return _slowed(asker, allowed, rules, now) if new and len(found) > allowed.most_found else asker


def guesses(asker: Asker, allowed: Allowance, now: float) -> int:
    """How many codes of the day count as guesses beyond what is free; 0: none."""
    missed, found = (sum(now - code.at < DAY_S for code in codes) for codes in (asker.missed, asker.found))
    trust = min(allowed.most_trust, found // 2)
    return max(0, missed + max(0, found - allowed.most_found) - allowed.free_misses - trust + 1)


def _slowed(asker: Asker, allowed: Allowance, rules: LimitRules, now: float) -> Asker:
    """Each guess beyond what is free doubles the wait, all day long."""
    count = guesses(asker, allowed, now)
    if not count:
        return asker
    delay = min(allowed.longest_delay_s, rules.first_delay_s * 2.0 ** min(count - 1, 20))
    return replace(asker, wait_until=now + delay)


def _with(codes: tuple[Code, ...], mark: bytes, now: float) -> tuple[tuple[Code, ...], bool]:
    """The codes of this day with one more, and whether it is new."""
    today = tuple(code for code in codes if now - code.at < DAY_S)
    if any(code.mark == mark for code in today):
        return today, False
    return (*today, Code(mark, now))[-MOST_KEPT:], True


def alarm_since(site: Asker, rules: LimitRules, now: float) -> float | None:
    """The oldest of the misses that are too many for one hour or one day; None: they are not too many."""
    for most, span in ((rules.site_misses_per_hour, HOUR_S), (rules.site_misses_per_day, DAY_S)):
        missed = [code.at for code in site.missed if now - code.at < span]
        if len(missed) >= most:
            return missed[0]
    return None


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
