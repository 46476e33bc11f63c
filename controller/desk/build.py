"""The desk and its end of the link, put together."""

from dataclasses import dataclass, field

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import DeviceId
from controller.catalogue.asking import GuideAsking, GuideGround
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.guide import Guide
from controller.catalogue.shelf import Shelf
from controller.desk.announcer import Announcer
from controller.desk.crowd import Crowd
from controller.desk.desk import Desk, DeskParts
from controller.desk.inbox import TICK_S
from controller.desk.judging import Judge
from controller.desk.neighbourhood import Neighbourhood, Waits
from controller.desk.print_outbox import PrintOutbox
from controller.desk.pulse import Pulse
from controller.desk.slip_asking import SlipAsking, SlipGround
from controller.desk.snapshots import Snapshots
from controller.desk.steady_clock import SteadyClock
from controller.desk.wire import Wire, WireParts
from controller.devices import Devices
from controller.domain.office import Office
from controller.dossier.asking import Asking
from controller.journal.writer import Writer
from controller.kept_apart import KeptApart
from controller.metrics import Metrics
from controller.office_from_settings import devices_of, office_of
from controller.places import Places
from controller.rating.box import Box
from controller.rating.ratings import Ratings
from controller.rating.shelf import open_shelf
from controller.rating.taking import RatingTaking
from controller.settings import OfficeSettings
from controller.updates.rolling import Rolling
from controller.updates.shelf import Shelf as UpdateShelf
from controller.voice_parts import VoiceParts
from hardware.ports import Link


@dataclass(frozen=True)
class Ground:
    """What a desk stands on."""

    settings: OfficeSettings
    writer: Writer
    link: Link
    clock: SteadyClock
    metrics: Metrics
    version: str
    kept_apart: KeptApart | None = None
    """Where private texts are kept; None: nowhere."""
    asking: Asking | None = None
    """Answers look-ups; None: they are not answered."""
    waits: Waits = field(default_factory=Waits)
    tick_s: float = TICK_S
    """The desk goes around at least so often."""
    updates: UpdateShelf | None = None
    """Another shelf of updates than this machine's own."""


def build_desk(ground: Ground) -> tuple[Desk, Wire]:
    """A desk that is not open yet, and a wire that is not started."""
    settings, link, clock, dossiers = ground.settings, ground.link, ground.clock, ground.kept_apart
    office, topics, say = office_of(settings), Topics(settings.site), link.publish
    snapshots, devices = _snapshots(settings, office, dossiers), devices_of(settings)
    crowd, announcer = _crowd(devices, clock), Announcer(office, snapshots, topics, clock, say)
    print_outbox, pulse = PrintOutbox(topics, say, clock.monotonic), Pulse(topics, say, clock, ground.version)
    neighbourhood = Neighbourhood(pulse, office, devices.witnesses, clock, ground.waits)
    desk = Desk(
        DeskParts(
            office,
            Judge(office, snapshots, dossiers.reference) if dossiers else Judge(office, snapshots),
            ground.writer,
            announcer,
            print_outbox,
            pulse,
            neighbourhood,
            clock,
            ground.metrics,
            crowd,
            dossiers,
            _ratings(ground, office),
            ground.tick_s,
        )
    )
    return desk, Wire(
        WireParts(
            link=link,
            topics=topics,
            announcer=announcer,
            print_outbox=print_outbox,
            pulse=pulse,
            neighbourhood=neighbourhood,
            submit=desk.submit,
            say_all=desk.say_all,
            stamp=desk.stamp,
            devices=devices,
            crowd=crowd,
            asking=ground.asking,
            guide=_guide_asking(ground, topics, snapshots, devices, desk),
            updates=_rolling(ground, devices, crowd, desk),
            slips=SlipAsking(_slip_ground(ground, snapshots, devices, desk)),
            voices=VoiceParts(settings.voices or settings.data_dir / "voices", devices, clock),
        )
    )


def _rolling(ground: Ground, devices: Devices, crowd: Crowd, desk: Desk) -> Rolling:
    """What hands the update that runs here to the other machines."""
    shelf = ground.updates or UpdateShelf(ground.settings.data_dir)
    return Rolling(shelf, devices, ground.clock, lambda: crowd.devices, lambda: desk.now().clock)


def _introduce(guide: Guide, snapshots: Snapshots, asking: Asking | None) -> None:
    """Who has to know of the procedures does: kiosks whether there are any, the look-up which queue receives one."""
    snapshots.guide_there = lambda: bool(guide.last.procedures)
    if asking and asking.service:
        asking.service.queue_of = guide.queue_of


def _snapshots(settings: OfficeSettings, office: Office, dossiers: KeptApart | None) -> Snapshots:
    """What everybody may see; slips say where a phone shows their place, if the key of the day is kept."""
    snapshots = Snapshots(settings, office)
    if dossiers:
        base = settings.relay.slip_base(settings.province.url, settings.web.address)
        snapshots.place_of = Places(dossiers.secret, base).address
    return snapshots


def _ratings(ground: Ground, office: Office) -> Ratings | None:
    """What citizens are asked when they were served, if the office wants to know."""
    settings, dossiers = ground.settings, ground.kept_apart
    if settings.rating.questionnaire is None:
        return None
    place = Places(dossiers.secret, settings.web.address).token if dossiers else lambda _ticket: ""
    ratings = Ratings(open_shelf(settings.rating), Box(settings.data_dir), place, settings.rating.keep_months)
    ratings.begin(tuple(office.counters), ground.clock.utc_ms())
    return ratings


def _crowd(devices: Devices, clock: SteadyClock) -> Crowd:
    """Who is there, and who floods."""
    return Crowd(devices.all, clock.monotonic, clock.utc_ms)


def _slip_ground(ground: Ground, snapshots: Snapshots, devices: Devices, desk: Desk) -> SlipGround:
    """What is told of slips; whether kiosks ask how it was is the office's wish."""
    settings, dossiers = ground.settings, ground.kept_apart
    places = Places(dossiers.secret, settings.web.address) if dossiers else None
    taking = RatingTaking(desk, desk.ratings) if desk.ratings and settings.rating.kiosk else None
    complaints = settings.rating.complaints
    return SlipGround(desk, snapshots, devices, ground.clock, places, taking, complaints)


def _guide_asking(
    ground: Ground, topics: Topics, snapshots: Snapshots, devices: Devices, desk: Desk
) -> GuideAsking:
    """What answers kiosks about procedures, on the day here by the desk's clock."""
    settings, link = ground.settings, ground.link

    def print_sheet(printer: DeviceId, sheet: m.Sheet) -> None:
        link.publish(topics.sheet(printer), encode(sheet), expires_s=EXPIRES_S["sheet"])

    shelves = Shelf(settings.data_dir), BlankShelf(settings.data_dir)
    guide = Guide(*shelves, lambda: desk.office.local(desk.now().clock).date())
    _introduce(guide, snapshots, ground.asking)
    told = GuideGround(
        guide=guide,
        devices=devices,
        clock=ground.clock,
        services={service.code: service.name.as_text() for service in settings.services},
        office=settings.name.as_text(),
        authority=settings.authority.as_text(),
        print_on=dict(desk.office.printers),
        local_time=lambda: desk.office.local(desk.now().clock).strftime("%H:%M %d/%m/%Y"),
        address=settings.web.address,
    )
    return GuideAsking(told, print_sheet)
