"""The look-up page on paper, as a real Chromium prints it: A4, one sheet for a whole receipt, no form."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import Response

from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with
from tests.integration.dossier.dossier_world import RECEIPT, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import ask, present

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-pdf-header-footer",
)
A4 = (595, 842)
"""In points."""


async def printed(house: DossierHouse, answer: httpx.Response) -> bytes:
    """The PDF of a page of ours."""
    transport = house.web._transport
    assert isinstance(transport, httpx.ASGITransport)
    app: Any = transport.app
    app.add_api_route("/shown", lambda: Response(answer.text, media_type="text/html"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    await house.until(lambda: server.started)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/shown"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        paper = Path(folder) / "page.pdf"
        flags = (*FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}", address)
        quiet = asyncio.subprocess.DEVNULL
        chromium = await asyncio.create_subprocess_exec(str(CHROMIUM), *flags, stdout=quiet, stderr=quiet)
        try:
            await asyncio.wait_for(chromium.wait(), 60)
            return paper.read_bytes()
        finally:
            server.should_exit = True
            await task


async def test_all_dossiers_of_a_receipt_with_every_detail_fit_on_one_sheet_of_a4(tmp_path: Path):
    async with main_system() as there:
        rest = {"proof_key": "MaTraCuu"}
        settings = settings_with(dossier_table(there.url, rest, proof="optional", privacy="detailed"))
        async with dossier_house(tmp_path, present(), settings) as house:
            answer = await ask(house, there.code(RECEIPT), proof=there.proof(RECEIPT))
            assert answer.text.count("<article") == 3
            assert answer.text.count("Số liệu lúc") == 3
            assert 'id="code"' not in answer.text
            pdf = await printed(house, answer)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(width)), round(float(height))) for width, height in sizes] == [A4]
