"""What can be wrong with a device, each with the remedy that a clerk can apply."""


class DeviceError(Exception):
    """Something is wrong with a device. ``remedy`` is one sentence in Vietnamese for whoever stands there."""

    remedy = "Tắt rồi bật lại thiết bị; nếu vẫn lỗi, báo người phụ trách."

    def __init__(self, device: str, what: str) -> None:
        """``device`` as in the settings, ``what`` happened, for the log."""
        super().__init__(f"{device}: {what}")
        self.device = device
        self.what = what


class DeviceMissing(DeviceError, OSError):
    """It is not there: unplugged, switched off, or the wrong name in the settings."""

    remedy = "Kiểm tra dây cắm và nguồn điện của thiết bị."


class DeviceUnreachable(DeviceMissing):
    """Nothing answers at its address: it is off, or it lets nobody in while another computer holds it."""

    remedy = (
        "Kiểm tra nguồn và dây mạng của máy in. Nếu máy in đang bật, máy tính khác có thể đang giữ kết nối với nó: dừng in "
        "ở máy đó (hoặc tắt máy đó), rồi tắt bật lại máy in. Sau đó kiểm tra địa chỉ và cổng trong tệp cài đặt."
    )


class DevicePermission(DeviceError, PermissionError):
    """It is there, but this program may not use it."""

    remedy = "Chạy lại bộ cài đặt để cấp quyền cho thiết bị."


class DeviceBusy(DeviceError, OSError):
    """Another program holds it."""

    remedy = "Khởi động lại máy để giải phóng thiết bị."


class DeviceHeld(DeviceBusy):
    """Another computer holds it, as far as can be told: a device in the network serves one at a time."""

    remedy = (
        "Máy tính khác có thể đang in hoặc giữ kết nối với máy in này: dừng in ở máy đó (hoặc tắt máy đó), "
        "rồi tắt bật lại máy in. Nếu không có máy nào khác, kiểm tra địa chỉ và cổng trong tệp cài đặt."
    )


class DeviceUnsupported(DeviceError, ValueError):
    """The settings name a driver or an option that does not exist."""

    remedy = "Sửa tên thiết bị hoặc trình điều khiển trong tệp cài đặt."


class DeviceBlind(DeviceError):
    """A camera that sends pictures in which nothing can be seen: black, or always the same one."""

    remedy = "Bật đèn, bỏ vật che và lau ống kính; nếu vẫn không thấy hình, rút camera ra cắm lại."


class PackUnusable(DeviceError, ValueError):
    """A voice pack that cannot be used. ``what`` names the clip, its file and what is wrong with it."""

    remedy = "Ghi âm hoặc chép lại gói giọng nói; trong lúc đó giọng máy đọc thay."
