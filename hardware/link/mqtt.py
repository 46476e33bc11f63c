"""paho-mqtt behind the Link port. The only file that knows it.

What the lab measured and this file obeys: TCP_NODELAY on every socket (44 ms without); callbacks only
enqueue (an exception in one kills paho's thread without a word, a lock deadlocks it); a resumed session
gets no retained messages, so every connection is a clean one and subscribes again; nothing is handed to
paho while the link is down, because it would be sent whenever the link comes back, however stale; only the
link's own thread writes to the socket, because two writers tear a packet apart when the socket is full.
"""

import logging
import random
import socket
import threading
import time
from pathlib import Path
from typing import Any, Protocol

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from hardware.pairing.credentials import broker_context
from hardware.ports import Arrived, Connected, Deliver, Disconnected, LinkHappening, Passed, Will

log = logging.getLogger(__name__)

KEEPALIVE_S = 5
LOOP_S = 1.0
"""The loop looks at the keepalive at least this often."""
RETRY_S = (0.2, 0.8)
"""Between two attempts to connect, drawn at random so that an office does not knock all at once."""
SHORT_S = 5.0
"""A connection that ended sooner was not worth its place: the next attempt waits twice as long, ..."""
MOST_DOUBLINGS = 4
"""... up to about 10 s, so that two with one client id do not push each other off the broker all day."""
TAKEN_OVER = 142
"""Session taken over (MQTT 5, section 3.14.2.1). Mosquitto before 2.0.15 just closes the connection instead."""


class Where(Protocol):
    """Where the broker is, for a link that was given no address."""

    def next(self) -> tuple[str, int]:
        """Host and port to try now. Raises OSError while nobody is known."""

    def worked(self) -> None:
        """What was tried last let us in."""


class MqttLink:
    """A self-healing connection to the broker, in a thread of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        client_id: str,
        credentials: Path | None = None,
        where: Where | None = None,
    ) -> None:
        """Whoever connects with the same ``client_id`` pushes us out: it is for one process alone.

        ``credentials``: the folder of what pairing gave this device; read afresh for every connection. ``where``: who is
        asked before each where the broker is, instead of ``host`` and ``port``; only with credentials, which prove it.
        """
        self._address = (host or "(not found yet)", port)
        self._where = where
        self._credentials = credentials
        self._client_id = client_id
        self._client: Client | None = None
        self._deliver: Deliver = lambda _happening: None
        self._filters: tuple[str, ...] = ()
        self._will: Will | None = None
        self._up = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"link-{client_id}", daemon=True)
        self._warned = ""
        self._since = 0.0
        self._shorts = 0
        self._told_at = 0.0

    def start(self, deliver: Deliver, filters: tuple[str, ...], will: Will | None) -> None:
        """Begin to connect, in the background."""
        self._deliver, self._filters, self._will = deliver, filters, will
        self._thread.start()

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """Hand a message to the broker; False (and dropped) while the link is down or its queue is full."""
        client = self._client
        if not self._up or client is None:
            return False
        properties = None
        if expires_s is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = expires_s
        sent = client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        return sent.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def healthy(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Disconnect without the last will and stop the thread."""
        self._closing.set()
        if self._client:
            self._client.disconnect()
        if self._thread.is_alive():
            self._thread.join(2)

    def _run(self) -> None:
        while not self._closing.is_set():
            # A new client each time: paho would send again, however late, what an old connection could not.
            self._client = client = self._new_client()
            try:
                if self._credentials:
                    client.tls_set_context(broker_context(self._credentials))
                self._address = self._where.next() if self._where else self._address
                client.connect(*self._address, keepalive=KEEPALIVE_S, clean_start=True)
                while client.loop(LOOP_S) == MQTTErrorCode.MQTT_ERR_SUCCESS:
                    self._pass_time()
            except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
                self._warn(f"broker {self._address[0]}:{self._address[1]}: {error}")
            self._down("connection ended")
            pause = random.uniform(*RETRY_S) * 2**self._shorts  # noqa: S311 - jitter, not a secret
            self._closing.wait(pause)

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(1000)
        client.on_socket_open = _no_delay
        client.on_socket_register_write = _leave_it_to_the_loop
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        if self._will:
            client.will_set(self._will.topic, self._will.payload, qos=1, retain=True)
        return client

    def _on_connect(self, client: Client, _u: Any, _f: ConnectFlags, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:
            self._warn(f"broker refused the connection: {reason}")
            return
        if self._closing.is_set():  # closed while it was connecting
            client.disconnect()
            return
        if self._filters:
            options = SubscribeOptions(qos=1)
            client.subscribe([(topic_filter, options) for topic_filter in self._filters])
        self._up = True
        if self._where:
            self._where.worked()
        self._warned = ""
        self._since = self._told_at = time.monotonic()
        self._hand_over(Connected(_address(client.socket())))

    def _on_message(self, _c: Client, _u: Any, message: MQTTMessage) -> None:
        self._hand_over(Arrived(message.topic, bytes(message.payload), message.retain))

    def _on_disconnect(self, _c: Client, _u: Any, _f: DisconnectFlags, reason: ReasonCode, _p: Any) -> None:
        taken_over = reason.value == TAKEN_OVER
        if taken_over:
            self._warn(f"another process connected to the broker as {self._client_id}")
        self._down(str(reason), taken_over=taken_over)

    def _down(self, why: str, *, taken_over: bool = False) -> None:
        if self._up:
            self._up = False
            short = taken_over or time.monotonic() - self._since < SHORT_S
            self._shorts = min(self._shorts + 1, MOST_DOUBLINGS) if short else 0
            self._hand_over(Disconnected(why, taken_over))

    def _pass_time(self) -> None:
        now = time.monotonic()
        if self._up and now - self._told_at >= LOOP_S:
            self._told_at = now
            self._hand_over(Passed())

    def _hand_over(self, happening: LinkHappening) -> None:
        try:
            self._deliver(happening)
        except Exception as error:  # noqa: BLE001 - it would end the thread silently, and its text could quote a message
            log.error("inbox refused %s: %s", type(happening).__name__, type(error).__name__)  # noqa: TRY400 - the same

    def _warn(self, sentence: str) -> None:
        if sentence != self._warned:  # the same trouble every second is one line
            log.warning("%s; trying again", sentence)
            self._warned = sentence


def _no_delay(_client: Client, _userdata: Any, sock: Any) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _address(sock: Any) -> str:
    try:
        return str(sock.getsockname()[0])
    except (AttributeError, OSError):  # it broke meanwhile
        return ""


def _leave_it_to_the_loop(_client: Client, _userdata: Any, _sock: Any) -> None:
    """That there is such a callback keeps paho from writing in the thread that publishes; it wakes the loop."""


def wait_until_up(link: MqttLink, timeout_s: float) -> bool:
    """Wait for the first connection; for tools and tests, not for programs."""
    end = time.monotonic() + timeout_s
    while not link._up and time.monotonic() < end:  # noqa: SLF001 - the same module
        time.sleep(0.005)
    return link._up  # noqa: SLF001 - the same module
