"""The demonstration office: a broker, every program, and simulated devices, on one machine and one page."""
