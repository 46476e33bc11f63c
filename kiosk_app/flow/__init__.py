"""What happens at the kiosk: ``step`` is where a touch, a key, a scan, a message and time enter. Pure."""
