"""The kinds of codes that a reader can be told to read, by the names that settings files use."""

SYMBOLOGIES = ("Code128", "QRCode", "Code39", "DataMatrix", "ITF", "PDF417", "Aztec", "EAN13")
USUAL = ("Code128", "QRCode")
"""What Vietnamese receipts carry. Each further one costs time, and weak ones (ITF, Code39) bring false reads."""
LINEAR = frozenset({"Code128", "Code39", "ITF", "EAN13"})
DOUBTED = LINEAR | {"PDF417"}
"""Those whose own check lets wrong texts pass: one bar text in some hundreds, one PDF417 in four hundred."""
