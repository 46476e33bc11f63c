"""What runs the kiosk: the Kivy application, the crossing from other threads, devices, and who looks from afar."""
