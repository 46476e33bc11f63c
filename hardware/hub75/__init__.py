"""A process of its own that shows frames on HUB75 panels: their library is GPL, and needs root at its start."""
