"""Signed updates: a bundle of packages is proved, installed, watched, and taken back by itself when it is not well."""
