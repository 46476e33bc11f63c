"""Builds the Debian packages: ``make debs``. Each is our code, or a role's units and settings, and nothing else."""
