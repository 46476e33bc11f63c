"""The clerk's button box: a program that turns keys into commands and states into lamps."""
