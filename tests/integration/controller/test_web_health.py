"""Whether the controller works, as watchers and Prometheus see it, and what every answer carries."""

from pathlib import Path
from typing import get_args

from prometheus_client.parser import text_string_to_metric_families

from contracts import messages as m
from tests.clocks import FakeClock
from tests.integration.controller.house import CARETAKER, MORNING, new_id
from tests.integration.controller.web_house import BEARER, command, open_web, post_form

KINDS = {cls.model_fields["kind"].default for cls in get_args(get_args(m.AnyCommand)[0])}


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def test_a_failing_disk_is_503_for_callers_and_for_the_watchers(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        assert (await client.get("/readyz")).status_code == 200
        house.journal._connection.execute("PRAGMA query_only = 1")
        answer = await command(client, "issue-ticket", {"service": "civil"})
        assert (answer.status_code, answer.json()["code"]) == (503, "storage-failed")
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["storage"]) == (503, False)
        assert (await client.get("/healthz")).status_code == 200, "a restart would not help"
        house.journal._connection.execute("PRAGMA query_only = 0")
        house.clock.advance(6)
        await house.until(lambda: not house.desk.storage_failed)
        assert (await client.get("/readyz")).status_code == 200


async def test_an_untrusted_clock_is_not_ready(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_web(tmp_path, clock) as (house, _client):
        await house.issued()
    clock.switched_on(clock.utc - 3_600_000)
    async with open_web(tmp_path, clock) as (again, client):
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["clock"]) == (503, False)
        answer = await command(client, "issue-ticket", {"service": "civil"})
        assert (answer.status_code, answer.json()["code"]) == (409, "clock-untrusted")
        await again.ask(m.ConfirmClock(request_id=new_id(), at=clock.utc), CARETAKER)
        assert (await client.get("/readyz")).status_code == 200


PAGES = (
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/look.css",
    "/static/desk.js",
    "/api/openapi.json",
    "/nowhere",
)


async def test_every_answer_forbids_foreign_scripts(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (_house, client):
        answers = [await client.get(path) for path in PAGES]
        answers += [
            await client.get("/api/v1/tickets"),
            await client.get("/api/v1/tickets", headers=BEARER),
        ]
        answers += [await post_form(client, "/sign-in", clerk="x", pin="y", counter="1")]
        answers += [
            await post_form(client, "/desk/call-next"),
            await client.post("/sign-in", content=b""),
        ]
        for answer in answers:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, answer.url
            assert "script-src 'self'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "server" not in answer.headers


async def test_metrics_can_be_read_by_prometheus(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await house.issued()
        await house.ask(house.issue("nothing"))
        answer = await client.get("/metrics")
        families = {f.name: f for f in text_string_to_metric_families(answer.text)}
        waiting = {s.labels["service"]: s.value for s in families["motcua_waiting"].samples}
        assert waiting == {"civil": 1, "land": 0}
        refused = families["motcua_commands_refused"].samples
        assert [s.value for s in refused if s.labels.get("code") == "unknown-service"][:1] == [1]
        assert families["motcua_link_up"].samples[0].value == 1
        counts = [s.value for s in families["motcua_commit_seconds"].samples if s.name.endswith("_count")]
        assert counts == [1]
