"""A whole machine in QEMU whose plug is pulled under load: ``make appliance-vm``."""
