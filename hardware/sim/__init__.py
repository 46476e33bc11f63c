"""Shipped simulators of the same ports, and the demonstration office."""
