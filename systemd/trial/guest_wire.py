"""A kiosk as the wire knows it, in the machine that is tried: takes numbers, repeats until the desk answers."""

import contextlib
import json
import queue
import socket
import ssl
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from systemd.trial.guest_steps import PATIENCE_S, until

TOPICS, SERVICE = "motcua/v1/motcua", "nop-ho-so"


CONNECT = b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x05\x00\x03who"
CONNACK = 0x20


def context_of(credentials: Path | None) -> ssl.SSLContext:
    """How a device speaks with the broker; None: somebody without any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if credentials is None:
        context.verify_mode = ssl.CERT_NONE
        return context
    context.load_verify_locations(credentials / "ca.pem")
    context.load_cert_chain(credentials / "cert.pem", credentials / "key.pem")
    return context


def lets_in(host: str, credentials: Path | None) -> bool:
    """Whether the broker answers somebody who connects."""
    try:
        with (
            socket.create_connection((host, 8883), 20) as plain,
            context_of(credentials).wrap_socket(plain) as safe,
        ):
            safe.sendall(CONNECT)
            return safe.recv(1) == bytes([CONNACK])
    except ssl.SSLError:
        return False
    except ConnectionResetError:
        return False


class Kiosk:
    """``credentials``: the folder of one that is paired, on another machine than the broker."""

    def __init__(
        self,
        device: str = "kiosk-1",
        host: str = "127.0.0.1",
        credentials: Path | None = None,
    ) -> None:
        sys.path[:0] = ["/usr/lib/motcua/code", "/usr/lib/motcua/common"]
        from paho.mqtt import client as mqtt  # noqa: PLC0415 - it came with the packages a moment ago
        from paho.mqtt.enums import CallbackAPIVersion  # noqa: PLC0415

        self.numbers: list[str] = []
        self._device = device
        self._replies: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, f"motcua-{device}", protocol=mqtt.MQTTv5)
        if credentials:
            self._client.tls_set_context(context_of(credentials))
        self._failed: dict[int, bool] = {}
        self._client.on_publish = lambda _c, _u, mid, reason, _p: self._failed.update(
            {mid: reason.is_failure}
        )
        self._client.on_connect = lambda c, *_: c.subscribe(f"{TOPICS}/reply/{device}", 1)
        self._client.on_message = lambda _c, _u, message: self._replies.put(json.loads(message.payload))
        self._client.reconnect_delay_set(1, 2)
        self._client.connect_async(host, 8883 if credentials else 1883, 5)
        self._client.loop_start()

    def leave(self) -> None:
        """Switch it off."""
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, topic: str, told: object) -> bool:
        """Whether the broker took it; it says when it may not be said. Raises RuntimeError when it says nothing."""
        mid = self._client.publish(f"{TOPICS}/{topic}", json.dumps(told), qos=1).mid
        until(f"a word about {topic}", lambda: mid in self._failed)
        return not self._failed[mid]

    def want(self, device: str, what: str) -> None:
        """Say what the caretaker's page says to a device."""
        self.say(f"care/{device}", {"v": 1, "what": what, "until": time.time_ns() // 1_000_000 + 8000})

    def take(self) -> str:
        """One number. Raises RuntimeError when the desk refuses or does not answer for long."""
        request = str(uuid.uuid4())
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            told = {"v": 1, "kind": "issue-ticket", "request_id": request, "at": time.time_ns() // 1_000_000}
            told["service"] = SERVICE
            self._client.publish(f"{TOPICS}/cmd/{self._device}/issue-ticket", json.dumps(told), qos=1)
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=2)
                if reply.get("request_id") != request:
                    continue
                if reply.get("kind") != "accepted":
                    raise RuntimeError(f"refused: {reply}")
                self.numbers.append(str(reply["result"]["ticket"]))
                return self.numbers[-1]
        raise RuntimeError("the desk does not answer")
