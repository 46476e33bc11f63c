"""The machine a program runs on: settings files, logs, clock, stopping, the service manager."""
