"""What the page of a procedure tells: the fee, the time limit and the steps, on the glass and aloud."""

from dataclasses import replace

from contracts import messages as m
from contracts.procedures import FeeKind
from tests.unit.kiosk.test_kiosk_guide import BIRTH, player, reading


def test_a_fee_without_its_amount_is_not_nothing():
    kiosk = player()
    reading(kiosk, BIRTH.model_copy(update={"fee": m.FeeTold.model_validate({"kind": "amount"})}))
    assert kiosk.shows("Có thu phí")
    assert not kiosk.shows("0 đồng")


def test_the_steps_of_a_procedure_are_told_with_who_does_them_and_in_how_many_days():
    kiosk = player()
    steps = (
        m.StepTold(text="Kiểm tra hồ sơ", by="Văn phòng đất đai", days=1.5),
        m.StepTold(text="Trả kết quả"),
    )
    kiosk.model = replace(kiosk.model, equipment=replace(kiosk.model.equipment, voice=True))
    reading(kiosk, BIRTH.model_copy(update={"steps": steps}))
    assert kiosk.shows("Các bước")
    assert kiosk.shows("Văn phòng đất đai, 1,5 ngày")
    kiosk.touch("aloud")
    assert "Trả kết quả" in kiosk.view.spoken


def test_a_fee_and_a_time_limit_are_told_as_they_were_published():
    kiosk = player()
    fee = m.FeeTold(kind=FeeKind.BY_RULE, text="1.000đ/bản; tối đa 9.000đ")
    reading(kiosk, BIRTH.model_copy(update={"fee": fee, "time": m.TimeTold(text="2-3 ngày")}))
    assert kiosk.shows("1.000đ/bản…")
    assert kiosk.shows("2-3 ngày")
    kiosk, fee = player(), m.FeeTold(kind=FeeKind.AMOUNT, vnd=2000, text="2.000 đồng/trang; tối đa 9.000đ")
    reading(kiosk, BIRTH.model_copy(update={"fee": fee}))
    assert kiosk.shows("Phí mỗi trang")
    assert kiosk.shows("2.000 đồng…")


def test_a_procedure_is_read_aloud_whole():
    kiosk = player()
    kiosk.model = replace(kiosk.model, equipment=replace(kiosk.model.equipment, voice=True))
    reading(kiosk)
    kiosk.touch("aloud")
    said = kiosk.view.spoken
    assert "8.000 đồng" in said
    assert "Giấy chứng sinh" in said
