"""What the kiosk draws: a frame, and one body for choices, notices and numbers each. Kivy lives here."""
