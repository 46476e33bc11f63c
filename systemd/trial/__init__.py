"""The packages on real systemd: ``make appliance-check`` boots a bare Debian in a container and treats it badly."""
