"""Settings -> the office that the rules know."""

from contracts.look.icons import ICONS
from contracts.messages import CounterInfo, ServiceGroup, ServiceInfo, SessionInfo
from contracts.vocabulary import PriorityGroup
from controller.devices import Devices
from controller.domain.office import Counter, Office, Policy, Service
from controller.settings import OfficeSettings
from controller.special_days import special_days_of, weekly


def office_of(settings: OfficeSettings) -> Office:
    """The office, as the rules see it."""
    policy = settings.policy
    return Office(
        services={
            s.code: Service(s.code, s.prefix, s.width, s.first, s.last, s.quota, s.typical_minutes, s.then)
            for s in settings.services
        },
        counters={c.id: Counter(c.id, c.label, c.services) for c in settings.counters},
        sessions=weekly(settings),
        policy=Policy(
            ratio=0 if policy.priority == "strict" else policy.ratio,
            carry_over=policy.leftovers == "carry",
            recall_pause_s=policy.recall_pause_s,
            same_service_pause_s=policy.same_service_pause_s,
            kiosk_burst=policy.kiosk_burst,
            alone_numbers=policy.alone_numbers,
            no_show_back=policy.back_behind,
            no_show_calls=policy.no_show_calls,
            two_counters=policy.two_counters,
            stops_when_full=policy.full == "stop",
        ),
        special_days={day: special.sessions for day, special in special_days_of(settings).items()},
        utc_offset_minutes=settings.utc_offset_minutes,
        printers={k.device: k.printer for k in settings.kiosks if k.printer},
        kiosks=tuple(sorted(k.device for k in settings.kiosks)),
        skills={clerk.id: clerk.services for clerk in settings.clerks if clerk.services},
        priority_groups=tuple(g for g in settings.priority_groups if g is not PriorityGroup.ORDINARY),
    )


def services_of(settings: OfficeSettings) -> tuple[ServiceInfo, ...]:
    """The services, as people see them."""
    return tuple(
        ServiceInfo(
            code=s.code,
            prefix=s.prefix,
            name=s.name.as_text(),
            icon=s.icon if s.icon in ICONS else "file-document",
            counters=tuple(c.id for c in settings.counters if s.code in c.services),
        )
        for s in settings.services
    )


def groups_of(settings: OfficeSettings) -> tuple[ServiceGroup, ...]:
    """The headings of the first screen."""
    return tuple(
        ServiceGroup(
            code=g.code,
            name=g.name.as_text(),
            icon=g.icon if g.icon in ICONS else "file-document",
            services=g.services,
        )
        for g in settings.groups
    )


def counters_of(settings: OfficeSettings) -> tuple[CounterInfo, ...]:
    """The counters, as people see them."""
    return tuple(CounterInfo(id=c.id, label=c.label, services=c.services) for c in settings.counters)


def sessions_of(settings: OfficeSettings) -> tuple[SessionInfo, ...]:
    """The opening hours, as people see them."""
    return tuple(
        SessionInfo(
            name=s.name.as_text(),
            days=s.days,
            take_from=s.take_from,
            take_until=s.take_until,
            serve_from=s.serve_from,
            serve_until=s.serve_until,
        )
        for s in settings.sessions
    )


def devices_of(settings: OfficeSettings) -> Devices:
    """The devices of an office."""
    return Devices(
        kiosks=frozenset(k.device for k in settings.kiosks),
        printers=frozenset(k.printer for k in settings.kiosks if k.printer),
        panels={c.panel: c.id for c in settings.counters if c.panel},
    )
