"""What the look-up page keeps for whoever has typed it: the code and the answer, never the second factor."""

import re
from pathlib import Path

import httpx
import pytest

from tests.integration.dossier.dossier_house import dossier_house, settings_with
from tests.integration.dossier.dossier_world import READY, RECEIPT, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import ABSENT, PAGE, Outline, ask, present, text_of


def squeezed(answer: httpx.Response) -> str:
    """The page, with what stands between a field's name and its value left out."""
    return re.sub(r'(name="code") [^>]*?(value=)', r"\1 \2", answer.text)


@pytest.mark.parametrize("typed", ["ABC", "H57.132–260804-Đ583", "mã 12"])
async def test_what_is_nearly_a_code_is_kept_to_be_mended(typed: str, tmp_path: Path):
    settings = settings_with(dossier_table("http://127.0.0.1:9"))
    async with dossier_house(tmp_path, present(), settings) as house:
        answer = await ask(house, typed)
        assert answer.status_code == 422
        assert f'<input id="code" name="code" value="{typed}"' in squeezed(answer)


async def test_whatever_goes_wrong_the_code_need_not_be_typed_again(tmp_path: Path):
    async with main_system() as there:
        table = dossier_table(there.url, limits={"per_minute": 2, "per_hour": 60})
        async with dossier_house(tmp_path, present(), settings_with(table)) as house:
            answers = [await ask(house, ABSENT.lower()) for _ in range(2)]
            await there.system.close()
            house.clock.advance(120)
            answers += [await ask(house, ABSENT.lower()) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [404, 404, 503, 503, 429]
            for answer in answers:
                assert f'name="code" value="{ABSENT}"' in squeezed(answer)


async def test_the_other_language_keeps_the_answer(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url, fresh_s=30))
        async with dossier_house(tmp_path, present(), settings) as house:
            page = Outline((await ask(house, there.code(RECEIPT))).text)
            assert page.hidden == {"lang": "en", "code": there.code(RECEIPT)}
            answer = await house.web.post(PAGE, data=page.hidden)
            assert "This receipt covers 3 dossiers" in text_of(answer)
            assert there.system.asked == 1
            back = Outline(answer.text).hidden
            assert "có 3 hồ sơ" in text_of(await house.web.post(PAGE, data=back))


async def test_the_other_language_keeps_the_code_in_the_form_and_asks_nobody(tmp_path: Path):
    async with main_system() as there:
        rest = {"proof_key": "MaTraCuu"}
        settings = settings_with(dossier_table(there.url, rest, proof="optional"))
        async with dossier_house(tmp_path, present(), settings) as house:
            proven = await ask(house, there.code(READY), proof=there.proof(READY))
            wrong = await ask(house, ABSENT, proof="0000")
            asked = there.system.asked
            for answer, code in ((proven, there.code(READY)), (wrong, ABSENT)):
                hidden = Outline(answer.text).hidden
                assert hidden["only_form"] == "1"
                form = await house.web.post(PAGE, data=hidden)
                assert form.status_code == 200
                assert f'name="code" value="{code}"' in squeezed(form)
                assert there.proof(READY) not in form.text
            assert there.system.asked == asked
