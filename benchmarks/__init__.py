"""Measures speed, CPU and memory on the machine that it runs on: ``make bench``. Not part of the product."""
