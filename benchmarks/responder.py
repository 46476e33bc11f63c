"""The floor's middle: ``python -m benchmarks.responder PORT FILE`` stores each message durably and passes it on.

One append and one fdatasync between two messages, in the network thread itself: nothing that promises to
remember can be quicker with this broker, this client and this disk.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from simulation.office.broker import LOOPBACK

ASK, TOLD = "floor/ask", "floor/told"
READY = "floor/ready"
"""Retained once it listens."""


def no_delay(_client: Client, _userdata: Any, sock: Any) -> None:
    """What our link sets too: small packets go at once."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def main() -> None:
    """Serve until killed."""
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def pass_on(client: Client, _userdata: Any, message: MQTTMessage) -> None:
        os.write(file, message.payload)
        os.fdatasync(file)
        client.publish(TOLD, message.payload, qos=1)

    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.on_socket_open = no_delay
    client.on_message = pass_on
    client.connect(LOOPBACK, port)
    client.subscribe(ASK, qos=1)
    client.publish(READY, b"1", qos=1, retain=True)  # the broker takes them in this order
    client.loop_forever()


if __name__ == "__main__":
    main()
