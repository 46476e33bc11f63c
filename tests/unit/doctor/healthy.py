"""A machine with nothing wrong, to be changed in one thing."""

from hardware.doctor.readings import (
    Card,
    ClockReading,
    KernelSays,
    Package,
    Readings,
    RootReading,
    Unit,
    Volume,
    Wire,
)

MIB = 1024 * 1024
NOW_MS = 1_796_000_000_000
DISK = Volume("/", 30_000 * MIB, 20_000 * MIB, 0.9, read_only=False, ext4_errors=0)
HEALTHY = Readings(
    clock=ClockReading(NOW_MS, synchronized=True, has_battery_clock=True, battery_off_s=1.0),
    volumes=(DISK,),
    cards=(Card("SD64G", 1, 1),),
    kernel=KernelSays(0, 0),
    throttled=0,
    celsius=48.4,
    root=RootReading(protection_wanted=True, protected=True),
    wires=(Wire("eth0", connected=True, drops=1),),
    address="10.0.0.7",
    units=(Unit("motcua-controller.service", "active", 0),),
    packages=(Package("motcua-common", "1.0"),),
    version="1.0",
    system="Debian GNU/Linux 12",
    model="Raspberry Pi 5",
)
