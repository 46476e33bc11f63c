"""The first start: an office in which nobody can sign in yet is taken by whoever sees the machine's own console."""
