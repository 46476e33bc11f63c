"""The look-up page on a phone, in a real Chromium: nothing sticks out, and every target is large enough.

What axe-core says of it is in ``tests/integration/pages``.
"""

from pathlib import Path

import pytest

from tests.chromium import CHROMIUM, chromium
from tests.integration.dossier.dossier_house import dossier_house, settings_with
from tests.integration.dossier.dossier_world import RECEIPT, UNKNOWN, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import PAGE, present
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
MEASURE = """
document.fonts.ready.then(() => {
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > 361);
  const small = [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter(
    (one) => one.getBoundingClientRect().height < 44);
  const names = (list) => list.map((one) => one.className || one.tagName);
  return {wide: names(wide), small: names(small), font: document.fonts.check("16px 'Be Vietnam Pro'")};
})
"""


async def test_nothing_sticks_out_of_a_phone_and_everything_can_be_touched(tmp_path: Path):
    """The form, an apology, several dossiers and a long status."""

    async with main_system() as there:
        settings = settings_with(dossier_table(there.url, {"proof_key": "MaTraCuu"}, proof="optional"))
        house_here = dossier_house(tmp_path, present(), settings)
        async with house_here as house, served(house.app) as site, chromium(360, 740) as page:
            for code in ("", "x", there.code(RECEIPT), there.code(UNKNOWN)):
                await page.go(site + PAGE)
                if code:
                    await page.submit(code=code)
                assert await page.evaluate(MEASURE) == {"wide": [], "small": [], "font": True}, code
