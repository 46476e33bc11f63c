"""A whole office in one process and in virtual time, with faults, beside a reference that trusts none of it."""
