"""The memory of the office: what happened, written once, proved, and mended when a card fails."""
