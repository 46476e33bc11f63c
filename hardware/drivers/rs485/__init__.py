"""LED boards on an RS-485 line: Modbus RTU or a vendor's own frames, each model described by a data file."""
