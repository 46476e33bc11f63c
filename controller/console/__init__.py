"""What the caretaker's console knows beyond the present: what was wrong, when, and for how long."""
