"""The simulated office: the demonstration on one machine, and the main system it asks. Ships with the product."""
