"""Attacks by what is no input at all."""

import asyncio
import subprocess
from uuid import uuid4

from simulation.attacks import visitors
from simulation.attacks.office import Office
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.settings import TOKEN
from simulation.office.toml_file import to_toml

CANARY = "H57.132-260804-0583"
KINDS = (
    "issue-ticket",
    "call-next",
    "recall",
    "finish",
    "park",
    "transfer",
    "cancel",
    "report-slip",
    "sign-in",
)
NO_JSON = (
    '{"at": NaN, "service": "%s"}',
    '{"at": 1e999, "service": "%s"}',
    '{"at": -Infinity, "service": "%s"}',
    '{"service": "%s\\ud800"}',
    '{"counter": "\\udfff%s", "ticket": NaN}',
    '{"at": 1, "service": {"%s": NaN}}',
)
SERVICES, MOST_LINES, SETTINGS_S = 4000, 100, 300


async def no_json(office: Office, _scale: float) -> Outcome:
    """NaN, Infinity and halves of letters at every command: refused, and nothing of them in the log."""
    statuses = []
    for kind in KINDS:
        for body in NO_JSON:
            headers = {
                "authorization": f"Bearer {TOKEN}",
                "content-type": "application/json",
                "idempotency-key": str(uuid4()),
            }
            answer = await visitors.ask(
                office.port,
                f"/api/v1/commands/{kind}",
                "POST",
                headers=headers,
                body=(body % CANARY).encode(),
            )
            statuses.append(answer.status)
    wrong = sum(status not in range(400, 500) for status in statuses)
    leaks = office.log.read_text("utf-8", "replace").count(CANARY)
    return Outcome(
        wrong == 0 and leaks == 0, f"{wrong} of {len(statuses)} answered otherwise than 4xx, {leaks} leaks"
    )


async def wrong_settings(office: Office, _scale: float) -> Outcome:
    """A settings file with thousands of services, all of them wrong: told shortly."""
    table = {"code": "Ä", "prefix": "ABCD", "name": {"vi": "x"}, "colour": "red"}
    path = office.folder / "wrong.toml"
    path.write_text(to_toml({"site": "x", "services": [table] * SERVICES}), "utf-8")
    command = office.program("controller", path)
    try:
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, check=False, timeout=SETTINGS_S
        )
    except subprocess.TimeoutExpired:
        return Outcome(held=False, seen=f"nothing told in {SETTINGS_S} s")
    lines = (done.stdout + done.stderr).count(b"\n")
    return Outcome(0 < lines <= MOST_LINES and done.returncode != 0, f"{lines} lines")


ATTACKS = (
    Attack("what is no JSON", "real-json", no_json, quick=True),
    Attack("thousands of wrong services", "few-mistakes", wrong_settings),
)
