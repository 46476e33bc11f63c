"""The centre's web application."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy import Engine

from hardware.host.program import VERSION
from province.intake import Intake
from province.registry import Registry
from province.settings import CentreSettings
from province.web import intake
from province.web.guard import Guard


@dataclass(frozen=True)
class WebParts:
    """What the pages work with. ``utc_ms``: the centre's clock."""

    settings: CentreSettings
    engine: Engine
    utc_ms: Callable[[], int]


def build_app(parts: WebParts) -> FastAPI:
    """The application; it can be built without a database."""
    app = FastAPI(title="motcua province", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    registry = Registry(parts.engine, parts.utc_ms)
    app.include_router(intake.router(Intake(parts.engine, parts.utc_ms), registry))
    app.add_middleware(Guard, names=frozenset(parts.settings.names))
    return app
