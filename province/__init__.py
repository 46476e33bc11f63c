"""The province's centre: takes the facts of many offices, each exactly once, and shows them."""
