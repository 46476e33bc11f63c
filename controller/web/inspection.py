"""What an inspector may read: the figures, days and audits of the period that the settings give, and nothing else."""

from fastapi import HTTPException, Request

from contracts.forms.written import written_date
from controller.clerk_settings import ClerkSettings
from controller.figures.period import Period

ADDRESSES = ("/so-lieu", "/so-lieu/so-lieu.", "/so-lieu/ngay", "/so-lieu/uu-tien")
"""What an address begins with that inspectors may open; the first is meant alone."""
FORBIDDEN = 403


def may_open(clerk: ClerkSettings, request: Request) -> bool:
    """Whether an address is there for this person; whoever is no inspector may open all that readers may."""
    path = request.url.path
    return clerk.inspects is None or path == ADDRESSES[0] or path.startswith(ADDRESSES[1:])


def only_within(clerk: ClerkSettings, period: Period, why: str) -> None:
    """Raises HTTPException of a period that reaches beyond an inspector's. ``why``: the sentence, with both dates."""
    if clerk.inspects is None:
        return
    first, last = clerk.inspects
    if not first <= period.first <= period.last <= last:
        raise HTTPException(FORBIDDEN, why.format(first=written_date(first), last=written_date(last)))


def first_page(clerk: ClerkSettings) -> str:
    """Where an inspector begins: everything that is theirs; empty for anybody else."""
    if clerk.inspects is None:
        return ""
    first, last = clerk.inspects
    return f"/so-lieu?kind=free&first={first}&last={last}"
