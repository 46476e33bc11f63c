"""Slip printers that speak ESC/POS: the cheapest 58 mm clone and an Epson TM, over USB, network or serial.

Pure: ``commands``, ``encode``, ``answers``, ``sight``, ``fences``. Data: ``profile`` and ``profiles/``.
Shell: ``transports/``, ``line``, ``printer``. ``options`` is the table in the settings; ``probe`` finds out
what a unit answers and writes its profile.
"""
