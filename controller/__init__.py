"""The desk: decides, remembers, announces. Everything else shows, prints or asks."""
