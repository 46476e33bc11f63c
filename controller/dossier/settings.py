"""The ``[dossier]`` table: which main system is asked, how its answers are read, and what of them is shown."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field as Key
from pydantic import StringConstraints

from contracts import vocabulary as words
from contracts.dossiers import DossierStatus, ProofKind, ProofRule
from contracts.messages import LookUpOffer
from contracts.settings import Id, Part, Problem
from controller.dossier.breaker import BreakerRules
from controller.dossier.limits import LimitRules
from controller.dossier.misses import NoneRules
from controller.dossier.privacy import LEVELS, NEEDS_PROOF, Field, Level

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PathText = Annotated[str, StringConstraints(pattern=r"^(/[^\s?#]*)?$")]


NOT_FOUND_WORDS = (
    "khong tim thay ho so",
    "khong tim thay du lieu",
    "khong tim thay thong tin ho so",
    "khong tim thay ket qua",
    "khong tim thay ma ho so",
    "khong co ho so",
    "khong co du lieu",
    "khong ton tai ho so",
    "ho so khong ton tai",
    "ma ho so khong hop le",
    "ma ho so khong dung",
    "ma ho so sai",
    "dossier not found",
    "record not found",
    "data not found",
    "no data found",
    "no record found",
    "no such dossier",
    "=khong tim thay",
    "=khong ton tai",
    "=not found",
    "=no data",
    "=no content",
)


class FieldNames(Part):
    """What the main system calls each thing: a JSON path with dots, or the name of a column. Empty: not given."""

    code: str = Key("MaHoSo", min_length=1, description="The dossier code; compared with what was asked")
    receipt: str = Key("", description="The code of a receipt that covers several dossiers")
    status: str = Key("TrangThaiHoSo", min_length=1, description="Number or word of the status")
    status_text: str = Key("TenTrangThai", description="A readable name of the status beside its number")
    procedure: str = Key("TenTTHC", description="Name of the procedure")
    received: str = Key("NgayTiepNhan", description="Date of receipt")
    due: str = Key("NgayHenTra", description="Due date")
    due_before: str = Key("NgayHenTraTruoc", description="The due date before it was moved")
    finished: str = Key("NgayKetThucXuLy", description="When the result was there")
    step: str = Key("", description="The present step; shown only at the level detailed")
    collect_at: str = Key("", description="Where the result is collected")
    hidden: str = Key("", description="True where the main system forbids showing it; answered as not found")


class AuthSettings(Part):
    """How we show who we are. Secrets stand in files that only the controller's user may read."""

    kind: Literal["none", "header", "oauth2"] = Key("none", description="header: a fixed value in a header")
    header: str = Key("Authorization", pattern=r"^[A-Za-z0-9-]+$", description="Name of the header")
    secret_file: Path | None = Key(None, description="File with the header's value, or the client's secret")
    token_path: PathText = Key("", description="oauth2: path of the token endpoint on the same host")
    client_id: str = Key("", description="oauth2: client credentials")
    scope: str = Key("", description="oauth2: scope, if one is needed")


class RestSettings(Part):
    """A main system that answers over HTTP with JSON."""

    base_url: str = Key(description="https://host[:port][/path]; nothing else is ever contacted")
    path: PathText = Key("", description="Path below base_url")
    method: Literal["POST", "GET"] = Key("POST", description="GET puts the code into the main system's log")
    code_key: str = Key("MaHoSo", min_length=1, description="Name of the code in the question")
    proof_key: str = Key("", description="Name of the second factor in the question; empty: never sent")
    fixed: dict[str, str] = Key({}, description="Whatever else every question must carry")
    body: Literal["json", "form"] = Key("json", description="How a POST is written")
    ca_file: Path | None = Key(None, description="Certificate authority of the main system, PEM")
    items: str = Key("", description="JSON path of the dossier or list of dossiers; empty: the whole answer")
    error_key: str = Key("", description="JSON path of a result code inside the answer")
    ok_values: tuple[str, ...] = Key(
        ("0", "00", "200", "true", "ok", "success"), description="Values of error_key that mean success"
    )
    not_found_values: tuple[str, ...] = Key(
        ("404", "204", "not_found", "notfound", "no_data", "nodata"),
        description="Values of error_key that mean: no such dossier",
    )
    not_found_statuses: tuple[Annotated[int, Key(ge=200, le=599)], ...] = Key(
        (204, 400, 404, 410, 422), description="HTTP statuses that mean: no such dossier"
    )
    not_found_words: tuple[str, ...] = Key(
        NOT_FOUND_WORDS,
        description="What a message says then, whatever the status, without case and marks: anywhere in it, or "
        "with = before it as all of it",
    )
    empty_means_none: bool = Key(
        True, description="Whether an empty answer ({}, nulls, no body) means: no such dossier"
    )
    auth: AuthSettings = AuthSettings()

    def none_rules(self) -> NoneRules:
        """For the rules."""
        return NoneRules.of(
            self.not_found_statuses,
            self.not_found_values,
            self.ok_values,
            self.not_found_words,
            empty=self.empty_means_none,
        )

    def problems(self, key: str) -> Iterator[Problem]:
        """What cannot work, or is not safe."""
        url = urlsplit(self.base_url)
        local = url.hostname in LOOPBACK
        if url.scheme not in ("https", "http") or not url.hostname or url.query or url.username:
            yield Problem(f"{key}.base_url", repr(self.base_url), "https://host[:port][/path]")
        elif url.scheme == "http" and not local:
            yield Problem(f"{key}.base_url", repr(self.base_url), "https, except on this machine")
        if self.auth.kind != "none" and self.auth.secret_file is None:
            yield Problem(f"{key}.auth.secret_file", "nothing", "a file, when kind is header or oauth2")
        if self.auth.kind == "oauth2" and not (self.auth.token_path and self.auth.client_id):
            yield Problem(f"{key}.auth", "oauth2", "token_path and client_id with it")


class FileSettings(Part):
    """An export of the main system, dropped into a folder: the newest file counts."""

    folder: Path = Key(description="Where the export is put; CSV, XLSX or SQLite (.db, .sqlite)")
    table: str = Key("", description="SQLite table or XLSX sheet; empty: the first")
    oldest_hours: float = Key(48.0, gt=0, le=24 * 30, description="An older export is no answer any more")


class LimitSettings(Part):
    """Against guessing. A phone is told apart by its session, a place is a kiosk or an address with many phones."""

    per_minute: int = Key(6, ge=1, le=1000, description="Look-ups of one phone")
    per_hour: int = Key(60, ge=1, le=10_000, description="Look-ups of one phone")
    people: int = Key(
        10, ge=1, le=1000, description="Phones at one place at a time: it may ask so many times as often"
    )
    place_misses_per_day: int = Key(
        30, ge=1, le=1000, description="Wrong codes of a day at one place before further ones make it wait"
    )
    site_misses_per_hour: int = Key(120, ge=1, le=2000, description="More wrong codes at the site: an alarm")
    site_misses_per_day: int = Key(300, ge=1, le=2000, description="More wrong codes at the site: an alarm")

    def rules(self) -> LimitRules:
        """For the rules."""
        return LimitRules(
            self.per_minute,
            self.per_hour,
            self.people,
            place_free_misses=self.place_misses_per_day,
            site_misses_per_hour=self.site_misses_per_hour,
            site_misses_per_day=self.site_misses_per_day,
        )


class BreakerSettings(Part):
    """When a failing main system is left alone."""

    failures: int = Key(5, ge=1, le=100, description="Failures in a row that open the circuit")
    pause_s: float = Key(30.0, gt=0, le=900, description="Seconds until one look-up may try again")

    def rules(self) -> BreakerRules:
        """For the rules."""
        return BreakerRules(self.failures, self.pause_s)


class DossierSettings(Part):
    """The ``[dossier]`` table."""

    adapter: Literal["none", "rest", "file"] = Key("none", description="none: no look-up at this office")
    privacy: Level = Key("strict", description="strict: code and progress; basic: dates too; detailed: step")
    fields: tuple[Field, ...] | None = Key(None, description="Exactly these instead of the level's own")
    proof: ProofRule = Key(ProofRule.NONE, description="Second factor: asked for or not")
    privacy_proven: Level | None = Key(
        None, description="What a right second factor shows beyond privacy; empty: as privacy"
    )
    proof_kind: ProofKind = Key(ProofKind.LOOK_UP_CODE, description="What the second factor is")
    proof_digits: int = Key(4, ge=3, le=12, description="How many last digits, when it is digits")
    result_service: Annotated[words.ServiceCode, Id] | None = Key(
        None, description="Code of the service where results are collected"
    )
    help_service: Annotated[words.ServiceCode, Id] | None = Key(
        None,
        description="Code of the service where papers are completed and refusals explained, for dossiers whose procedure "
        "is not shown or has no queue in the catalogue",
    )
    web: bool = Key(True, description="Serve the look-up page /tra-cuu")
    fresh_s: float = Key(30.0, ge=0, le=300, description="Seconds for which an answer is not asked again")
    names: FieldNames = FieldNames()
    status_map: dict[str, DossierStatus] = Key({}, description="Words of this main system for the statuses")
    limits: LimitSettings = LimitSettings()
    breaker: BreakerSettings = BreakerSettings()
    rest: RestSettings | None = None
    file: FileSettings | None = None

    @property
    def on(self) -> bool:
        """Whether dossiers can be looked up."""
        return self.adapter != "none"

    def offer(self) -> LookUpOffer | None:
        """What the kiosks are told of look-ups; None: there are none."""
        if not self.on:
            return None
        return LookUpOffer(proof=self.proof, proof_kind=self.proof_kind, proof_digits=self.proof_digits)

    def shown(self, *, proven: bool) -> tuple[Field, ...]:
        """What may be shown beside code and status; ``proven``: to whoever gave a right second factor."""
        usual = LEVELS[self.privacy] if self.fields is None else self.fields
        if not proven:
            return tuple(field for field in usual if field not in NEEDS_PROOF)
        more = LEVELS[self.privacy_proven] if self.privacy_proven else ()
        return tuple(dict.fromkeys((*usual, *more)))

    def problems(self, services: Collection[str]) -> Iterator[Problem]:
        """What is impossible; ``services`` are the codes that the office has."""
        if self.adapter == "rest" and self.rest is None:
            yield Problem("dossier.rest", "nothing", "a table [dossier.rest] with base_url")
        if self.adapter == "file" and self.file is None:
            yield Problem("dossier.file", "nothing", "a table [dossier.file] with folder")
        if self.rest:
            yield from self.rest.problems("dossier.rest")
        for key in ("result_service", "help_service"):
            code = getattr(self, key)
            if code and code not in services:
                yield Problem(f"dossier.{key}", repr(code), f"one of {', '.join(sorted(services))}")
        yield from self._proof_problems()

    def _proof_problems(self) -> Iterator[Problem]:
        """The second factor is checked by the main system or not at all."""
        checked = self.adapter == "rest" and self.rest is not None and self.rest.proof_key
        if self.proof is not ProofRule.NONE and not checked:
            yield Problem("dossier.proof", repr(str(self.proof)), "none, unless rest.proof_key can send it")
        if self.proof is not ProofRule.NONE:
            return
        if self.shown(proven=True) != self.shown(proven=False):
            fields = ", ".join(sorted(NEEDS_PROOF))
            key = "dossier.privacy_proven" if self.privacy_proven else "dossier.privacy"
            yield Problem(key, f"the field {fields}", "only with proof = 'optional' or 'required'")
