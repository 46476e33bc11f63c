"""A centre without a watermark, for the control: it believes every batch, and its facts have no key. It must fail."""

from collections.abc import Mapping

from contracts.province import Batch, Verdict
from province import __main__, intake
from province.ingest import Decision, Known


def believe(known: Known | None, batch: Batch, held: Mapping[int, str]) -> Decision:  # noqa: ARG001 - as ``decide`` is called
    """Everything is new, and whatever came is how far it is."""
    if known is None:
        return Decision(Verdict.OPEN, Known(0, batch.before))
    return Decision(Verdict.TAKEN, Known(batch.last, batch.head), batch.facts)


if __name__ == "__main__":
    vars(intake)["decide"] = believe
    __main__.main()
