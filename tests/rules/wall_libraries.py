"""The second table of ``walls``: library or package -> the files that may import it, and no others."""

ONLY_IN = {
    "PIL": "display_board/slides.py hardware/document_pages.py display_board/try_sign.py hardware/drivers/reader_setup/sheet.py hardware/drivers/max7219_sign.py hardware/led/*.py hardware/sim/*.py hardware/sim/escpos/*.py hardware/sim/escpos/faults/*.py kiosk_app/pictures.py "
    "kiosk_app/shell/*.py "
    "simulation/office/*.py ticket_printer/*.py",
    "argon2": "controller/web/sessions.py province/people.py simulation/office/files.py",
    "barcode": "simulation/office/receipt.py",
    "cryptography": "hardware/update/signing.py controller/pairing/*.py hardware/doctor/certificates.py hardware/pairing/keys.py hardware/pairing/requesting.py",
    "cv2": "hardware/drivers/decode/*.py",
    "escpos": "hardware/drivers/escpos/python_escpos.py",
    "fastapi": "hardware/host/page_router.py controller/web/*.py province/web/*.py display_board/page/*.py simulation/office/page.py",
    "fontTools": "contracts/look/subset_icons.py",
    "gpiozero": "hardware/drivers/gpio.py hardware/drivers/gpio_beeper.py",
    "httpx": "controller/dossier/fetch.py simulation/office/*.py simulation/province/*.py",
    "jinja2": "controller/web/*.py province/web/*.py",
    "kivy": "kiosk_app/pictures.py kiosk_app/screens/*.py kiosk_app/shell/*.py",
    "numpy": "hardware/drivers/decode/*.py hardware/sim/camera.py simulation/office/*.py",
    "paho": "hardware/link/mqtt.py",
    "prometheus_client": "controller/metrics.py",
    "pydantic": "controller/updates/rolling.py hardware/chosen_printer.py controller/backup/together.py hardware/update/*.py controller/alerts/*.py controller/rating/settings.py controller/rating/questionnaire.py controller/rating/taking.py contracts/facts.py contracts/relay.py contracts/offered_updates.py controller/updates/from_centre.py controller/relaying/settings.py contracts/enrolling.py contracts/province.py contracts/statements.py contracts/stated_forms.py province/judging.py controller/console/history_file.py controller/console/uptime_files.py controller/figures/published.py controller/figures/stated_forms.py controller/backup/archive.py controller/backup/state.py controller/outside/__main__.py controller/catalogue/*.py contracts/codec.py contracts/messages/*.py contracts/open_data.py contracts/pairing.py contracts/settings.py controller/pairing/paired.py hardware/pairing/*.py controller/dossier/settings.py "
    "controller/sending/*.py province/judging.py province/projecting.py province/stating.py province/settings.py province/web/*.py "
    "controller/journal/event_codec.py controller/hours_settings.py controller/policy_settings.py controller/reason_settings.py controller/settings.py controller/settings_book/history.py controller/settings_book/next_day.py controller/settings_book/proposal.py controller/text_settings.py controller/web/*.py controller/what_if/scenario.py display_board/published.py display_board/settings.py "
    "controller/clerk_settings.py controller/figures_settings.py controller/mail_settings.py "
    "hardware/counter_panel/settings.py hardware/driver.py hardware/drivers/*.py hardware/drivers/escpos/*.py hardware/drivers/rs485/*.py "
    "hardware/drivers/escpos/probe/*.py hardware/host/settings_file.py hardware/pins.py hardware/registry.py "
    "hardware/sim/drivers.py hardware/voice/pack.py kiosk_app/settings.py hardware/link/door.py kiosk_app/shell/book_lines.py kiosk_app/shell/rating_lines.py "
    "simulation/main_system/settings.py ticket_printer/settings.py ticket_printer/template.py hardware/finding/*.py",
    "pydantic_core": "hardware/host/settings_file.py hardware/registry.py",
    "xlsxwriter": "contracts/forms/workbook.py",
    "reportlab": "contracts/forms/paper.py",
    "python_calamine": "controller/dossier/export/workbook.py controller/figures/verifying.py",
    "pyrage": "controller/backup/*.py",
    "pyzbar": "hardware/drivers/decode/decoders.py",
    "segno": "hardware/sim/escpos/*.py hardware/sim/escpos/faults/*.py simulation/office/receipt.py "
    "controller/web/rating_screen.py kiosk_app/screens/qr.py ticket_printer/squares.py",
    "serial": "hardware/drivers/serial_scanner.py hardware/drivers/rs485/bus.py",
    "luma": "hardware/drivers/max7219_sign.py",
    "starlette": "hardware/host/page_router.py province/web/*.py controller/web/app.py controller/web/guard.py controller/web/origin.py controller/web/streaming.py controller/web/threshold.py simulation/office/page.py",
    "sqlalchemy": "province/*.py province/web/*.py simulation/province/*.py",
    "alembic": "province/migrating.py province/migrations/versions/*.py",
    "psycopg": "simulation/province/*.py",
    "tomlkit": "ticket_printer/using.py controller/settings_book/document.py controller/settings_book/next_day.py",
    "usb": "hardware/drivers/escpos/transports/usb.py",
    "uuid6": "hardware/link/station.py",
    "zeroconf": "hardware/finding/looking.py hardware/finding/announcing.py",
    "uvicorn": "hardware/host/web_server.py hardware/host/guarded_http.py",
    "zxingcpp": "hardware/drivers/decode/decoders.py hardware/drivers/reader_setup/sheet.py",
    # Of Python's own: stores, doors to any module whatever, and how programs are told to stop.
    "sqlite3": "controller/journal/*.py controller/journal/recovery/*.py controller/kept_apart.py "
    "controller/dossier/export/database.py controller/catalogue/search.py controller/figures/book.py controller/figures/known_then.py controller/rating/box.py controller/web/static/verify_journal.py controller/sending/reader.py simulation/day/*.py",
    "importlib": "hardware/registry.py hardware/host/command.py hardware/host/program.py hardware/drivers/gpio.py "
    "hardware/drivers/escpos/*.py hardware/hub75/panels.py",
    "signal": "simulation/attacks/memory.py simulation/province/*.py controller/pairing/broker_files.py hardware/host/care.py display_board/screen.py hardware/host/stopping.py controller/catalogue/beside.py controller/dossier/export/reader.py simulation/office/child.py "
    "simulation/office/supervisor.py",
    "runpy": "hardware/host/command.py",
    "ctypes": "hardware/host/memory.py hardware/host/clock.py simulation/office/child.py",
    # Ours: production never knows a simulator.
    "hardware.sim": "hardware/sim/*.py hardware/sim/escpos/*.py hardware/sim/escpos/faults/*.py "
    "simulation/office/*.py simulation/main_system/*.py",
    "simulation": "simulation/alone/*.py simulation/kiosk_contract/*.py simulation/attacks/*.py simulation/day/*.py simulation/wait_range/*.py simulation/office/*.py simulation/main_system/*.py simulation/province/*.py",
}
"""Library or package -> the files that may import it."""

READS_ITS_DATA = {"hardware.drivers.escpos.profile"}
"""What a row names although it stands in none: the values of a model, beside the reading of their files and of the
library that has more of them."""
NAMES_SIMULATORS = "hardware/registry.py hardware/host/command.py"
"""Production files that name a simulator in a text, to be imported when a settings file or a person asks for it."""
