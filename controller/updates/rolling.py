"""The update that runs well on the controller, handed to the machines of the office in the order of the plan (``rollout.py``)."""

import asyncio
import logging
import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, Millis
from controller.devices import Devices
from controller.parts import Parts
from controller.updates.rollout import (
    Bundle,
    Plan,
    Standing,
    Told,
    again,
    begin,
    calmed,
    interrupted,
    is_well,
    seen_well,
    standing,
    turn,
)
from controller.updates.shelf import Shelf
from hardware.ports import Clock
from hardware.sealed_file import read_sealed, write_sealed
from hardware.voice.digests import Digests

log = logging.getLogger(__name__)

PLAN = "rollout.json"
"""Beside the bundle."""
MOST_BYTES, MOST_MACHINES, MOST_NAMED = 100_000, 64, 5
_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


@dataclass(frozen=True)
class Row:
    """A machine, as the caretaker sees it. ``ended``, ``facts``: how its last update went."""

    device: DeviceId
    told: Told
    standing: Standing
    ended: str
    facts: dict[str, str]


class Rolling(Parts[m.FetchUpdate]):
    """Answers machines that ask whether they are to be updated. In the loop, but for what says otherwise."""

    def __init__(
        self,
        shelf: Shelf,
        devices: Devices,
        clock: Clock,
        presences: Callable[[], Mapping[DeviceId, m.Presence]],
        now: Callable[[], Millis],
    ) -> None:
        """``presences``: who said what about itself last; ``now``: the desk's clock."""
        super().__init__(devices, clock, self._answer)
        self._shelf, self._presences, self._now = shelf, presences, now
        self._digests = Digests()
        self._served: Bundle | None = None
        self._plan = self._kept()
        self._machines: dict[DeviceId, Told] = {}
        self._facts: dict[DeviceId, dict[str, str]] = {}
        self.free = False
        """Whether nobody is served, nor will be soon."""

    @property
    def bundle(self) -> Bundle | None:
        """What is handed out; None: nothing."""
        return self._served

    @property
    def plan(self) -> Plan:
        """How far it has come."""
        return self._plan

    def look(self) -> Bundle | None:
        """What is there to be handed out; blocks, so in a thread, and ``serve`` takes it then."""
        return self._shelf.served()

    def serve(self, bundle: Bundle | None) -> None:
        """Hand this out from here on."""
        self._served = bundle
        if bundle and bundle.version != self._plan.version:
            self._plan = Plan(bundle.version)

    def rows(self) -> list[Row]:
        """Every machine that asked, and those that began and were not heard since a start of this program."""
        bundle, now = self._served, self._now()
        if bundle is None:
            return []
        silent = {device: Told(0, "") for device in self._plan.begun if device not in self._machines}
        machines = {**silent, **self._machines}
        return [
            Row(
                device,
                told,
                standing(device, told, bundle, self._plan, now),
                told.ended,
                self._facts.get(device, {}),
            )
            for device, told in sorted(machines.items())
        ]

    def faults(self) -> tuple[m.Fault, ...]:
        """That it stopped because it went wrong somewhere."""
        failed = [row.device for row in self.rows() if row.standing is Standing.FAILED]
        if not failed:
            return ()
        facts = {"version": self._plan.version, "devices": ", ".join(failed[:MOST_NAMED])}
        return (m.Fault(code=FaultCode.UPDATE_STOPPED, facts=facts),)

    async def hold(self) -> None:
        """Nobody gets it any more, until a person says that it goes on. Raises OSError."""
        await self._keep(replace(self._plan, held=True, hurry=False))

    async def go_on(self, *, hurry: bool) -> None:
        """It goes on, also for those that failed; ``hurry``: also while somebody is served. Raises OSError."""
        failed = {row.device for row in self.rows() if row.standing is Standing.FAILED}
        await self._keep(replace(again(self._plan, failed), hurry=hurry))

    def _answer(self, device: DeviceId, asked: m.FetchUpdate) -> Callable[[], m.UpdatePart]:
        told, bundle, now = self._told(device, asked), self._served, self._now()
        if bundle is None or (device not in self._machines and len(self._machines) >= MOST_MACHINES):
            return lambda: m.UpdatePart(heard=told.heard)
        before = self._machines.get(device)
        self._machines[device], self._facts[device] = told, dict(asked.facts)
        plan = interrupted(self._plan, device, told, before.at if before else None, bundle, free=self.free)
        plan = calmed(seen_well(plan, device, told, bundle, now), self._machines, bundle, now)
        heard = is_well(told, bundle, plan.begun.get(device)) or (told.runs != bundle.version and told.heard)
        whose = turn(self._machines, bundle, plan, now, free=self.free)
        gets = whose == device and told.runs != bundle.version
        if gets:
            plan = begin(plan, device, told, now)
        changed, self._plan = plan != self._plan, plan
        return partial(self._part, bundle if gets else None, asked.offset, heard, plan if changed else None)

    def _told(self, device: DeviceId, asked: m.FetchUpdate) -> Told:
        presence = self._presences().get(device)
        online = presence is not None and presence.online
        return Told(
            self._now(),
            asked.runs,
            asked.suite,
            asked.arch,
            presence.program if presence else "",
            asked.ended,
            asked.ended_at,
            online,
            frozenset(str(fault.code) for fault in presence.faults) if presence and online else frozenset(),
        )

    def _part(self, bundle: Bundle | None, offset: int, heard: bool, plan: Plan | None) -> m.UpdatePart:  # noqa: FBT001 - bound by position
        """In a thread."""
        try:
            if plan:
                self._write(plan)
            if bundle is None:
                return m.UpdatePart(heard=heard)
            path: Path = self._shelf.served_file
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size > m.MOST_UPDATE:
                    log.warning("the update cannot be handed out: %d bytes are too many", size)
                    return m.UpdatePart(heard=heard)
                digest = self._digests.of(path, file)
                file.seek(offset)
                data = file.read(m.MOST_PART)
        except OSError as error:
            log.warning("the update cannot be handed out: %s", error.strerror or error)
            return m.UpdatePart(heard=heard)
        return m.UpdatePart(
            version=bundle.version,
            digest=digest,
            size=size,
            offset=offset,
            heard=heard,
            data=b64encode(data).decode("ascii"),
        )

    async def _keep(self, plan: Plan) -> None:
        """It is so from here on. Written beside the loop, and after what a machine's question changed before."""
        self._plan = plan
        async with self._one_at_a_time:
            await asyncio.to_thread(self._write, plan)

    def _write(self, plan: Plan) -> None:
        write_sealed(self._shelf.folder / PLAN, _PLAN.dump_json(plan))

    def _kept(self) -> Plan:
        try:
            return _PLAN.validate_json(read_sealed(self._shelf.folder / PLAN, MOST_BYTES))
        except (OSError, ValueError):
            return Plan()
