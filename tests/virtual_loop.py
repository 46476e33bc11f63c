"""The loop in which time passes at once, as a back end of anyio's plug-in: ``anyio_backend`` gives ``VIRTUAL``."""

import asyncio

from simulation.day.virtual_time import VirtualLoop

Backend = tuple[str, dict[str, type[asyncio.AbstractEventLoop]]]

VIRTUAL: Backend = ("asyncio", {"loop_factory": VirtualLoop})
"""What ``anyio_backend`` gives in a file whose tests want it."""
