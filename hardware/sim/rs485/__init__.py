"""Simulated RS-485 lines: pseudo terminals with boards on them that raise on anything they do not model."""
