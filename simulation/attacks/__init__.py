"""Attacks on the real controller over a real broker, each with the guard and without it."""
