"""Records of procedures as an export has them; true names and codes, shortened."""

from typing import Any

BIRTH: dict[str, Any] = {
    "code": "1.001193",
    "name_vi": "Thủ tục đăng ký khai sinh",
    "short_name_vi": "Đăng ký khai sinh",
    "name_en": "Birth registration",
    "field_vi": "Hộ tịch",
    "queue_group": "HT",
    "fee_vnd": 0,
    "fee_text": "Miễn phí",
    "time_limit_working_days": 1,
    "required_documents": ["Tờ khai", "Giấy chứng sinh"],
    "result_vi": "Giấy khai sinh",
    "detail_url": "https://dichvucong.gov.vn/x",
}
DEATH = BIRTH | {
    "code": "1.000656",
    "name_vi": "Thủ tục đăng ký khai tử",
    "short_name_vi": "Đăng ký khai tử",
    "name_en": "Death registration",
}
LAND = {
    "code": "1.012786",
    "name_vi": "Cấp lại Giấy chứng nhận do bị mất",
    "field_vi": "Đất đai",
    "fee_vnd": None,
    "fee_text": "Theo quy định của Hội đồng nhân dân cấp tỉnh",
    "time_text": "10 ngày làm việc",
    "required_documents": "- Đơn đề nghị\n- Bản sao căn cước",
}
