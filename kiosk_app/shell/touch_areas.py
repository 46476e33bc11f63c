"""Where something can be touched now, for whoever touches from afar. In Kivy's main thread."""

from kivy.core.window import Window

from hardware.ports.remote_screen import TouchArea
from kiosk_app.screens.root import Root


def areas(root: Root) -> tuple[TouchArea, ...]:
    """Everything that can be touched."""
    found = []
    for widget in root.touchables():
        left, bottom = widget.to_window(widget.x, widget.y)
        x, y = round(left), round(Window.height - bottom - widget.height)
        w, h = round(widget.width), round(widget.height)
        found.append(TouchArea(widget.target_name, x, y, w, h, enabled=widget.open))
    return tuple(found)


def middle(root: Root, name: str) -> tuple[float, float] | None:
    """The middle of a named area, in fractions of the window from the top left; None where it is not there."""
    for widget in root.touchables():
        if widget.target_name == name:
            x, y = widget.to_window(*widget.center)
            return x / Window.width, 1 - y / Window.height
    return None
