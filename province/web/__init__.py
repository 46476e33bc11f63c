"""Pages and the interface to which offices send."""
