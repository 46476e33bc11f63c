"""The office lets devices in and out: requests, authority, list and broker, put together."""

import hashlib
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from contracts.pairing import SECRET_BYTES, PairAnswer, PairOffer, PairRequest, PairState, typed
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, Millis, SiteId
from controller.pairing import broker_files, paired, requests
from controller.pairing.authority import END, Authority, key_digest
from controller.pairing.names import own_names
from controller.pairing.paired import Paired
from controller.pairing.requests import Asking, Requests


class Outcome(Enum):
    """What a caretaker's press came to."""

    LET_IN = "let-in"
    WRONG_CODE = "wrong-code"
    TOO_MANY = "too-many"
    """The wrong code for the last time: the request is gone."""
    GONE = "gone"
    NAME_TAKEN = "name-taken"
    REVOKED = "revoked"


@dataclass(frozen=True)
class PairingGround:
    """Where the office's credentials are, and how its broker listens."""

    site: SiteId
    folder: Path
    plain_port: int = 1883
    tls_port: int = 8883
    host: str = "0.0.0.0"  # noqa: S104 - devices come from the office's network, each with a certificate
    pid_file: Path = Path("/run/motcua-broker/pid")


class PairingOffice:
    """Belongs to the desk's loop. Every change is on disk before anybody is told."""

    def __init__(self, ground: PairingGround, monotonic: Callable[[], float]) -> None:
        """Opens the authority and writes what the broker reads. Raises CannotSign, PairedFileBroken, OSError."""
        self._ground, self._now = ground, monotonic
        self._authority = Authority(ground.folder, ground.site)
        self._paired = paired.load(ground.folder)
        self._requests = Requests()
        broker_files.write_server(self.broker_folder, self._authority, own_names())
        self._write_access(self._paired)
        broker_files.write_settings(
            self.broker_folder, ground.plain_port, ground.tls_port, ground.host, ground.pid_file
        )
        broker_files.reload(ground.pid_file)

    @property
    def broker_folder(self) -> Path:
        """What the broker reads."""
        return self._ground.folder / broker_files.FOLDER

    @property
    def server(self) -> tuple[Path, Path]:
        """Certificate and key for the pages: the broker's."""
        return self.broker_folder / broker_files.CERTIFICATE, self.broker_folder / broker_files.KEY

    @property
    def server_ends_at(self) -> Millis:
        """When that certificate ends, UTC milliseconds."""
        return int(END.timestamp() * 1000)

    @property
    def authority(self) -> str:
        """The authority's certificate, for people to install."""
        return self._authority.certificate

    @property
    def digest(self) -> str:
        """The SHA-256 of that certificate, as browsers show it."""
        whole = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.authority)).hexdigest().upper()
        return ":".join(whole[at : at + 2] for at in range(0, len(whole), 2))

    @property
    def members(self) -> dict[DeviceId, Paired]:
        """Who belongs to the office."""
        return paired.valid(self._paired)

    def requests(self) -> Requests:
        """Who asks now."""
        self._requests = requests.tidy(self._requests, self._now())
        return self._requests

    def ask(self, asked: PairRequest, address: str) -> PairOffer:
        """A device asks. Raises CannotSign when its request is none."""
        key = key_digest(asked.request)
        offer = PairOffer(
            id=secrets.token_hex(32), authority=self.authority, secret=secrets.token_hex(SECRET_BYTES)
        )
        self._requests = requests.ask(self._requests, Asking(asked, offer, key, address, self._now()))
        if asked.site != self._ground.site:
            self._answer(offer.id, PairState.OTHER_OFFICE)
        elif self._is_taken(asked.device, key):
            self._answer(offer.id, PairState.NAME_TAKEN)
        return offer

    def reveal(self, request_id: str, secret: str) -> PairAnswer:
        """A device tells its secret."""
        self._requests = requests.reveal(self._requests, request_id, secret, self._now())
        return self.answer(request_id)

    def answer(self, request_id: str) -> PairAnswer:
        """What became of a request."""
        return requests.answer_of(self.requests(), request_id)

    def confirm(self, request_id: str, said: str, by: str, at: int) -> Outcome:
        """A caretaker typed the code that the device shows. Raises OSError: then nobody was let in."""
        asking = self.requests().find(request_id)
        if asking is None:
            return Outcome.GONE
        self._requests, right = requests.compare(self._requests, request_id, typed(said), self._now())
        if not right:
            return Outcome.WRONG_CODE if self._requests.find(request_id) else Outcome.TOO_MANY
        if self._is_taken(asking.asked.device, asking.key):
            self._answer(request_id, PairState.NAME_TAKEN)
            return Outcome.NAME_TAKEN
        certificate = self._let_in(asking, by, at)
        self._answer(request_id, PairState.ACCEPTED, certificate)
        for other in self._requests.waiting:
            if other.asked.device == asking.asked.device:
                same = other.key == asking.key  # the machine itself, from another address: no alarm
                self._answer(other.offered.id, PairState.REPLACED if same else PairState.NAME_TAKEN)
        return Outcome.LET_IN

    def reject(self, request_id: str) -> None:
        """A caretaker does not know that device."""
        self._answer(request_id, PairState.REJECTED)

    def revoke(self, device: DeviceId, by: str, at: int) -> Outcome:
        """A device is lost or stolen: from now on it is nobody. Raises OSError: then it is to be pressed again."""
        if device not in self.members:
            return Outcome.GONE
        self._keep(tuple(self._out(each, by, at) if each.device == device else each for each in self._paired))
        broker_files.restart(self._ground.pid_file)
        return Outcome.REVOKED

    def _let_in(self, asking: Asking, by: str, at: int) -> str:
        asked = asking.asked
        certificate, serial = self._authority.sign_device(asked.request, asked.device, asked.role)
        new = Paired(device=asked.device, role=asked.role, serial=f"{serial:x}", key=asking.key, at=at, by=by)
        before = tuple(
            self._out(each, by, at) if each.device == asked.device else each for each in self._paired
        )
        self._keep((*before, new))
        broker_files.reload(self._ground.pid_file)
        return certificate

    def _keep(self, now_paired: tuple[Paired, ...]) -> None:
        self._write_access(
            now_paired
        )  # before the list: whoever presses again after a full disk repeats it all
        paired.save(self._ground.folder, now_paired)
        self._paired = now_paired

    def _out(self, each: Paired, by: str, at: int) -> Paired:
        return each if each.revoked_at is not None else _revoked(each, by, at)

    def _is_taken(self, device: DeviceId, key: str) -> bool:
        member = self.members.get(device)
        return device == DESK or (member is not None and member.key != key)

    def _answer(self, request_id: str, state: PairState, certificate: str | None = None) -> None:
        told = PairAnswer(state=state, certificate=certificate)
        self._requests = requests.answer(self._requests, request_id, told, self._now())

    def _write_access(self, now_paired: tuple[Paired, ...]) -> None:
        broker_files.write_access(self.broker_folder, self._authority, self._ground.site, now_paired)


def _revoked(each: Paired, by: str, at: int) -> Paired:
    """The same device, out."""
    return each.model_copy(update={"revoked_at": at, "revoked_by": by})
