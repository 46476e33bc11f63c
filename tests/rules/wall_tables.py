"""Who may import what: the first table of two; ``walls`` holds them, ``wall_libraries`` is the second.

A file in a row of ``MAY_IMPORT`` imports what its row names and nothing else, and reaches nothing by the
built-in doors (``open``, ``exec``, the time of day...). What a row names of ours stands in a row of its own, so that
nothing comes in through another file. A library in ``ONLY_IN`` is imported by the files named there and by no others;
everything that is not Python's own stands there. A pattern's ``*`` ends at a slash.
"""

from tests.rules.wall_alone import ALONE
from tests.rules.wall_book import BOOK
from tests.rules.wall_catalogue import CATALOGUE
from tests.rules.wall_clerk import CLERK
from tests.rules.wall_figures import FIGURES
from tests.rules.wall_look_ups import LOOK_UPS
from tests.rules.wall_of_care import CARE
from tests.rules.wall_province import PROVINCE
from tests.rules.wall_rating import RATING
from tests.rules.wall_row import Row

MAY_IMPORT = (
    *LOOK_UPS,
    *ALONE,
    *BOOK,
    *CATALOGUE,
    *CARE,
    *FIGURES,
    *PROVINCE,
    *RATING,
    # The language.
    Row("contracts/vocabulary.py contracts/procedures.py", "enum re typing"),
    Row("contracts/amounts.py", "re", "contracts.letters"),
    Row("contracts/letters.py", "unicodedata"),
    Row("contracts/permissions.py", "enum"),
    Row(
        "contracts/dossiers.py",
        "enum html re typing unicodedata urllib.parse",
        "contracts.code_shapes contracts.letters",
    ),
    Row("contracts/code_shapes.py", "datetime re"),
    Row("contracts/carried.py", "enum re"),
    Row("contracts/topics.py", "dataclasses", "contracts.messages contracts.vocabulary"),
    Row("contracts/open_data.py", "", "contracts.procedures", "pydantic"),
    Row(
        "contracts/messages/*.py contracts/codec.py",
        "hashlib typing unicodedata",
        "contracts.dossiers contracts.messages contracts.messages.* contracts.procedures contracts.topics contracts.vocabulary",
        "pydantic",
    ),
    Row(
        "contracts/scanned.py",
        "collections.abc dataclasses re unicodedata urllib.parse",
        "contracts.carried contracts.code_shapes contracts.dossiers contracts.letters contracts.procedures contracts.vocabulary",
    ),
    Row("contracts/finding.py", "collections.abc dataclasses ipaddress unicodedata"),
    Row("contracts/pairing.py", "dataclasses enum hashlib typing", "contracts.vocabulary", "pydantic"),
    Row(
        "contracts/access.py",
        "collections.abc typing",
        "contracts.pairing contracts.permissions contracts.topics contracts.vocabulary",
    ),
    Row("controller/pairing/requests.py", "collections.abc dataclasses", "contracts.pairing"),
    Row(
        "contracts/settings.py",
        "collections.abc ipaddress pathlib typing",
        "contracts.finding contracts.vocabulary",
        "pydantic",
    ),
    Row(
        "contracts/texts.py",
        "collections.abc dataclasses functools pathlib tomllib types typing unicodedata",
        "contracts.text_file",
    ),
    Row("contracts/text_file.py", "codecs re unicodedata"),
    Row("contracts/look/icons.py contracts/look/tokens.py", "pathlib"),
    Row("contracts/look/lines.py", "textwrap"),
    # The desk.
    Row(
        "controller/domain/*.py",
        "bisect collections collections.abc dataclasses datetime enum functools heapq itertools math operator statistics typing",
        "contracts.vocabulary controller.domain.*",
    ),
    Row(
        "controller/settings.py",
        "collections collections.abc datetime pathlib typing",
        "contracts.messages contracts.settings contracts.topics contracts.vocabulary controller.dossier.settings "
        "controller.alerts.settings controller.clerk_settings controller.figures_settings controller.hours_settings controller.mail_settings controller.policy_settings controller.rating.settings controller.reason_settings controller.relaying.settings controller.rota controller.sending.settings controller.text_settings",
        "pydantic",
    ),
    Row(
        "controller/hours_settings.py",
        "collections.abc datetime typing",
        "contracts.settings controller.text_settings",
        "pydantic",
    ),
    Row("controller/policy_settings.py", "typing", "contracts.settings", "pydantic"),
    Row("controller/reason_settings.py", "typing", "contracts.settings controller.text_settings", "pydantic"),
    Row(
        "controller/reasons.py",
        "collections.abc dataclasses functools pathlib tomllib",
        "contracts.texts controller.reason_settings controller.settings",
    ),
    Row(
        "controller/clerk_settings.py",
        "collections.abc datetime typing",
        "contracts.settings contracts.vocabulary controller.hours_settings",
        "pydantic",
    ),
    Row(
        "controller/figures_settings.py",
        "pathlib",
        "contracts.settings controller.mail_settings",
        "pydantic",
    ),
    Row("controller/text_settings.py", "", "contracts.settings", "pydantic"),
    Row("controller/public_holidays.py", "collections.abc dataclasses pathlib tomllib"),
    Row(
        "controller/special_days.py",
        "collections.abc dataclasses datetime",
        "contracts.messages contracts.vocabulary controller.domain.office controller.hours_settings "
        "controller.public_holidays controller.settings",
    ),
    Row(
        "controller/devices.py",
        "dataclasses",
        "contracts.permissions contracts.vocabulary controller.principals",
    ),
    Row("controller/principals.py", "dataclasses", "contracts.permissions contracts.vocabulary"),
    Row("hardware/quiet_errors.py"),
    Row(
        "controller/translate.py",
        "collections.abc",
        "contracts.messages contracts.vocabulary controller.domain.commands controller.domain.day "
        "controller.domain.events controller.domain.staffing_events",
    ),
    Row(
        "controller/office_from_settings.py",
        "",
        "contracts.look.icons contracts.messages contracts.vocabulary controller.devices "
        "controller.domain.office controller.settings controller.special_days",
    ),
    Row(
        "controller/faults.py",
        "collections.abc datetime",
        "contracts.messages contracts.vocabulary controller.domain.day controller.domain.lost_rules "
        "controller.domain.now controller.domain.office controller.domain.refusals",
    ),
    Row(
        "controller/desk/standing.py",
        "collections.abc dataclasses enum",
        "contracts.messages contracts.vocabulary",
    ),
    Row(
        "controller/desk/claims.py",
        "collections.abc dataclasses",
        "contracts.messages contracts.vocabulary controller.domain.day controller.domain.lost_rules "
        "controller.domain.office",
    ),
    Row(
        "controller/desk/admission.py",
        "",
        "contracts.messages contracts.permissions contracts.vocabulary controller.devices "
        "controller.domain.day controller.domain.tickets controller.principals",
    ),
    Row(
        "controller/desk/snapshots.py",
        "collections.abc datetime",
        "contracts.messages contracts.vocabulary controller.domain.day controller.domain.hours controller.domain.now "
        "controller.domain.office controller.domain.refusals controller.domain.rest controller.domain.selection controller.domain.staffing "
        "controller.domain.closing controller.domain.ticket_rules controller.domain.waits controller.office_from_settings "
        "controller.reasons controller.special_days controller.settings",
    ),
    Row(
        "controller/desk/judging.py",
        "collections.abc dataclasses hashlib logging",
        "contracts.codec contracts.dossiers contracts.messages contracts.vocabulary controller.desk.admission "
        "controller.desk.snapshots controller.domain.day controller.domain.decide "
        "controller.domain.events controller.domain.now controller.domain.office controller.domain.refusals controller.domain.slip_rules "
        "controller.journal.entries controller.principals hardware.quiet_errors controller.translate",
    ),
    Row(
        "controller/journal/entries.py",
        "collections.abc dataclasses",
        "contracts.vocabulary controller.domain.events controller.domain.tickets",
    ),
    Row("controller/journal/errors.py"),
    Row(
        "controller/journal/event_codec.py",
        "collections.abc contextlib functools hashlib json typing",
        "controller.domain.events",
        "pydantic",
    ),
    Row(
        "controller/journal/recovery/witness.py",
        "collections.abc dataclasses hashlib json",
        "contracts.vocabulary controller.domain.events controller.domain.lost_rules",
    ),
    *CLERK,
    Row("controller/dossier/export/words.py", "collections.abc dataclasses enum typing"),
    Row(
        "controller/dossier/export/cells.py",
        "collections.abc datetime re typing",
        "contracts.dossiers contracts.letters",
    ),
    Row(
        "controller/dossier/export/heading.py",
        "collections.abc dataclasses functools re typing",
        "contracts.letters controller.dossier.export.words",
    ),
    Row(
        "controller/dossier/export/records.py",
        "collections.abc datetime json typing",
        "contracts.dossiers controller.dossier.port",
    ),
    Row(
        "controller/dossier/export/rows.py",
        "collections collections.abc dataclasses enum functools re typing",
        "contracts.dossiers contracts.letters controller.dossier.export.cells controller.dossier.export.heading "
        "controller.dossier.export.words controller.dossier.port "
        "controller.dossier.reading controller.dossier.written_days",
    ),
    Row(
        "controller/dossier/export/told.py",
        "collections.abc dataclasses datetime",
        "contracts.dossiers contracts.texts controller.dossier.export.words controller.dossier.port",
    ),
    # Hardware.
    Row(
        "hardware/ports/*.py", "collections.abc dataclasses enum typing", "hardware.ports hardware.ports.keys"
    ),
    Row("hardware/drivers/os_errors.py", "errno", "hardware.errors"),
    Row("hardware/errors.py hardware/host/exits.py hardware/drivers/escpos/__init__.py"),
    Row("hardware/drivers/key_codes.py", "enum"),
    Row("hardware/drivers/keyboards.py", "functools pathlib tomllib", "hardware.drivers.key_codes"),
    Row(
        "hardware/drivers/reader_setup/diagnosis.py",
        "collections.abc dataclasses itertools",
        "hardware.drivers.key_codes hardware.drivers.keyboards hardware.drivers.typed",
    ),
    Row("hardware/drivers/typed.py", "", "hardware.drivers.key_codes hardware.drivers.keyboards"),
    Row(
        "hardware/faults.py",
        "",
        "contracts.messages contracts.messages.devices contracts.vocabulary hardware.errors",
    ),
    Row("hardware/upkeep.py", "dataclasses", "contracts.messages"),
    Row("hardware/pins.py", "collections.abc typing", "contracts.settings", "pydantic"),
    Row("hardware/link/memory.py", "logging", "hardware.link.filters hardware.ports"),
    Row("hardware/link/filters.py"),
    Row("hardware/link/following.py", "dataclasses", "contracts.messages"),
    Row(
        "hardware/link/sightings.py",
        "collections.abc dataclasses typing",
        "contracts.messages contracts.vocabulary",
    ),
    Row(
        "hardware/link/station.py",
        "collections.abc dataclasses logging",
        "contracts.codec contracts.messages contracts.messages.devices contracts.topics contracts.vocabulary "
        "hardware.link.filters hardware.link.following hardware.link.name hardware.link.naming "
        "hardware.link.sightings hardware.link.truth hardware.link.vitals hardware.ports",
        "uuid6",
    ),
    Row("hardware/seal.py", "hashlib mmap"),
    Row("hardware/host/doors.py", "collections collections.abc dataclasses", "hardware.host.visitor"),
    Row("hardware/host/visitor.py", "ipaddress"),
    Row("hardware/host/question.py", "collections.abc ipaddress typing"),
    Row(
        "hardware/host/answering.py",
        "collections.abc logging",
        "hardware.host.question hardware.quiet_errors",
    ),
    Row("controller/web/sign_in_tries.py", "collections dataclasses"),
    Row("hardware/link/truth.py", "collections.abc dataclasses", "contracts.messages"),
    Row("hardware/link/name.py", "dataclasses enum", "contracts.vocabulary"),
    Row(
        "hardware/link/naming.py",
        "collections.abc",
        "contracts.codec contracts.messages contracts.topics contracts.vocabulary hardware.link.name hardware.ports",
    ),
    Row("hardware/link/asker.py", "dataclasses math typing", "contracts.messages contracts.vocabulary"),
    Row("hardware/counter_panel/key.py", "dataclasses enum", "hardware.ports.keys"),
    Row(
        "hardware/counter_panel/hands.py hardware/counter_panel/fingers.py",
        "collections.abc dataclasses enum",
        "hardware.counter_panel.hands hardware.counter_panel.key hardware.ports.keys",
    ),
    Row(
        "hardware/counter_panel/panel.py hardware/counter_panel/happenings.py hardware/counter_panel/asked.py",
        "dataclasses enum typing",
        "contracts.messages contracts.vocabulary hardware.counter_panel.asked hardware.counter_panel.hands hardware.counter_panel.happenings "
        "hardware.counter_panel.key hardware.link.asker",
    ),
    Row("hardware/drivers/symbologies.py"),
    Row(
        "hardware/drivers/decode/decoders.py",
        "dataclasses enum",
        "hardware.drivers.symbologies",
        "numpy numpy.typing pyzbar zxingcpp",
    ),
    Row(
        "hardware/drivers/decode/agree.py hardware/drivers/decode/witnesses.py",
        "collections.abc",
        "hardware.drivers.decode.decoders hardware.drivers.symbologies",
    ),
    Row(
        "hardware/drivers/decode/gate.py hardware/drivers/decode/bar_reading.py hardware/drivers/decode/bars.py hardware/drivers/decode/enhance.py "
        "hardware/drivers/decode/finders.py hardware/drivers/decode/frames.py hardware/drivers/decode/likeness.py "
        "hardware/drivers/decode/pipeline.py hardware/drivers/decode/profile.py hardware/drivers/decode/steps.py "
        "hardware/drivers/decode/watch.py",
        "collections.abc dataclasses functools itertools typing",
        "hardware.drivers.decode.bar_reading hardware.drivers.decode.bars hardware.drivers.decode.decoders hardware.drivers.decode.enhance "
        "hardware.drivers.decode.finders hardware.drivers.decode.likeness hardware.drivers.decode.profile hardware.drivers.decode.steps "
        "hardware.drivers.decode.witnesses hardware.drivers.symbologies hardware.errors hardware.ports",
        "cv2 numpy numpy.typing",
    ),
    Row(
        "hardware/drivers/escpos/answers.py hardware/drivers/escpos/bands.py hardware/drivers/escpos/codes.py "
        "hardware/drivers/escpos/columns.py hardware/drivers/escpos/commands.py "
        "hardware/drivers/escpos/encode.py hardware/drivers/escpos/fences.py hardware/drivers/escpos/sight.py",
        "collections.abc dataclasses enum hashlib re typing",
        "hardware.drivers.escpos.answers hardware.drivers.escpos.bands hardware.drivers.escpos.codes "
        "hardware.drivers.escpos.columns hardware.drivers.escpos.commands hardware.ports",
    ),
    Row(
        "hardware/drivers/escpos/line.py hardware/drivers/escpos/sending.py "
        "hardware/drivers/escpos/transports/__init__.py",
        "collections.abc dataclasses itertools typing",
        "hardware.drivers.escpos.answers hardware.drivers.escpos.commands hardware.drivers.escpos.fences "
        "hardware.drivers.escpos.line hardware.drivers.escpos.sight hardware.drivers.escpos.transports "
        "hardware.errors hardware.ports",
    ),
    Row(
        "hardware/drivers/escpos/probe/questions.py hardware/drivers/escpos/probe/report.py",
        "collections.abc dataclasses itertools json",
        "contracts.texts hardware.drivers.escpos.answers hardware.drivers.escpos.codes "
        "hardware.drivers.escpos.commands hardware.drivers.escpos.fences hardware.drivers.escpos.probe.questions "
        "hardware.drivers.escpos.profile",
    ),
    # The simulated printer: everything but its plugs and its thread.
    Row(
        "hardware/sim/escpos/answering.py hardware/sim/escpos/bits.py hardware/sim/escpos/machine.py "
        "hardware/sim/escpos/model.py hardware/sim/escpos/reader.py hardware/sim/escpos/status.py "
        "hardware/sim/escpos/works.py",
        "collections collections.abc dataclasses enum re typing",
        "hardware.ports hardware.sim.escpos.answering hardware.sim.escpos.bits hardware.sim.escpos.model "
        "hardware.sim.escpos.paper hardware.sim.escpos.qr hardware.sim.escpos.reader hardware.sim.escpos.status "
        "hardware.sim.escpos.works",
    ),
    Row("hardware/sim/escpos/paper.py", "dataclasses io", "", "PIL"),
    Row("hardware/sim/escpos/qr.py", "", "hardware.sim.escpos.works", "segno"),
    # The kiosk.
    Row(
        "kiosk_app/flow/*.py",
        "collections dataclasses collections.abc datetime enum functools math re typing unicodedata",
        "contracts.dossiers contracts.messages contracts.pairing contracts.procedures contracts.scanned contracts.topics contracts.vocabulary "
        "hardware.link.asker hardware.link.name hardware.ports kiosk_app.flow.*",
    ),
    Row(
        "kiosk_app/present/*.py",
        "collections.abc dataclasses datetime enum functools itertools math",
        "contracts.amounts contracts.dossiers contracts.messages contracts.pairing contracts.procedures contracts.texts "
        "contracts.vocabulary hardware.link.name "
        "kiosk_app.flow.* kiosk_app.present.*",
    ),
    Row(
        "kiosk_app/sample.py kiosk_app/sample_guide.py kiosk_app/sample_slip.py",
        "collections.abc dataclasses typing",
        "contracts.dossiers contracts.messages contracts.pairing contracts.procedures contracts.vocabulary hardware.link.asker "
        "hardware.link.name kiosk_app.flow.* kiosk_app.sample_guide kiosk_app.sample_slip",
    ),
    # The dots of signs, and what goes over their wires.
    Row(
        "hardware/led/arrows.py hardware/led/frame.py hardware/led/frame_wire.py",
        "dataclasses struct typing",
        "hardware.led.frame",
    ),
    Row(
        "hardware/drivers/rs485/modbus.py hardware/drivers/rs485/raw_frame.py hardware/drivers/rs485/wording.py",
        "collections.abc functools operator re typing unicodedata",
        "hardware.drivers.rs485.modbus hardware.ports",
    ),
    # The boards.
    Row(
        "display_board/flow.py display_board/idle.py display_board/local_time.py display_board/model.py "
        "display_board/notes.py display_board/pairing_words.py display_board/view.py",
        "collections.abc dataclasses datetime",
        "contracts.look.lines contracts.messages contracts.pairing contracts.texts contracts.topics contracts.vocabulary display_board.idle "
        "display_board.local_time display_board.model display_board.notes display_board.pairing_words hardware.link.name hardware.ports",
    ),
    Row(
        "display_board/cards.py",
        "collections.abc dataclasses functools hashlib itertools json",
        "contracts.amounts contracts.messages contracts.open_data contracts.procedures contracts.texts",
    ),
    Row("display_board/sizes.py", "dataclasses math"),
    Row(
        "display_board/voice/lineup.py",
        "collections.abc dataclasses",
        "contracts.messages contracts.vocabulary",
    ),
    # The words and the sound of a voice.
    Row("hardware/voice/numbers.py", "collections.abc"),
    Row(
        "hardware/voice/language.py",
        "collections.abc dataclasses functools pathlib tomllib typing",
        "contracts.text_file hardware.voice.numbers",
    ),
    Row(
        "hardware/voice/recording.py hardware/voice/sentence.py",
        "array collections.abc dataclasses enum itertools math re typing",
        "hardware.voice.language hardware.voice.numbers hardware.voice.sentence hardware.voice.sound",
    ),
    Row(
        "hardware/voice/covering.py",
        "functools re",
        "hardware.voice.language hardware.voice.numbers hardware.voice.sentence",
    ),
    Row("hardware/voice/sound.py", "array collections.abc dataclasses math operator sys"),
    # The slips.
    Row("ticket_printer/sheets.py", "collections dataclasses", "contracts.messages contracts.vocabulary"),
    Row(
        "ticket_printer/spool.py ticket_printer/spooler.py ticket_printer/lost_memory.py",
        "collections.abc dataclasses enum itertools operator uuid",
        "contracts.messages contracts.vocabulary hardware.link.asker hardware.ports ticket_printer.lost_memory "
        "ticket_printer.spool",
    ),
    # The judge of the demonstration office.
    Row(
        "simulation/office/evidence.py simulation/office/judge.py simulation/office/ledger.py "
        "simulation/office/lifecycle.py",
        "collections collections.abc dataclasses typing",
        "hardware.host.exits simulation.office.evidence simulation.office.ledger",
    ),
)
