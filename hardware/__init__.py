"""The outside world: ports, real drivers, shipped simulators, the message link and the host."""
