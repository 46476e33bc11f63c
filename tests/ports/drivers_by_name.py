"""A device, built as a program builds it from its settings file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hardware.driver import Context
from hardware.ports.remote_screen import RemoteTouch
from hardware.registry import build, options_of


def a_device(
    port: str,
    name: str,
    *,
    device: str = "device-1",
    bench: Path | None = None,
    names: tuple[str, ...] = (),
    codes: Mapping[str, tuple[int, ...]] | None = None,
    dots: int = 0,
    on_touch: Callable[[RemoteTouch], None] = lambda _touch: None,
    **options: Any,
) -> Any:
    """The driver ``name`` for ``port`` with these options, in this context."""
    context = Context(device, bench, names, codes or {}, dots, on_touch)
    return build(port, options_of(port, name).model_validate(options), context)
