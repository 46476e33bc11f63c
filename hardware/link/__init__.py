"""The message link: one adapter to the broker, one in memory, and what every device does with them."""
