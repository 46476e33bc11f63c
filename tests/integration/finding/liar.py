"""Sends mDNS answers that nobody should believe: ``python liar.py ADDRESS``. Standard library only."""

import socket
import struct
import sys
import time

GROUP, PORT = "224.0.0.251", 5353
TYPE = b"\x07_motcua\x04_tcp\x05local\x00"
PTR, TXT, SRV, A, AAAA = 12, 16, 33, 1, 28


def label(text: bytes) -> bytes:
    return bytes((len(text),)) + text


def record(name: bytes, kind: int, data: bytes) -> bytes:
    return name + struct.pack(">HHIH", kind, 1, 4500, len(data)) + data


def answer(*records: bytes) -> bytes:
    return struct.pack(">HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def liar(number: int, address: bytes, txt: bytes, *, srv: bytes | None = None) -> bytes:
    name = label(b"liar-%d" % number) + TYPE
    host = label(b"liar-%d" % number) + b"\x05local\x00"
    service = struct.pack(">HHH", 0, 0, 8080) + host if srv is None else srv
    return answer(
        record(TYPE, PTR, name), record(name, SRV, service), record(name, TXT, txt), record(host, A, address)
    )


def main() -> None:
    own = sys.argv[1]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
    good = b"".join(map(label, (b"v=1", b"mqtt=8883")))
    evil = [
        liar(
            1,
            socket.inet_aton(own),
            label(b"v=1") + (label(b"name=" + b"x" * 250) * 30) + label(b"mqtt=8883"),
        ),
        liar(2, b"\x08\x08\x08\x08", good + label(b"name=far away")),
        liar(3, b"\x7f\x00\x00\x01", good + label(b"name=yourself")),
        liar(4, socket.inet_aton(own), b"\xff\xfe\x00" * 90),
        liar(5, socket.inet_aton(own), label(b"v=1") + label(b"mqtt=many")),
        liar(6, socket.inet_aton(own), good, srv=b"\x00"),
        answer(record(TYPE, TXT, b"\x00"), record(TYPE, A, b"\x01")),
        answer(record(TYPE, PTR, b"\xc0\x0c")),
        answer(record(TYPE, PTR, b"\xc0\xff")),
        answer(record(TYPE, PTR, label(b"x") + b"\x06_other\x04_tcp\x05local\x00")),
        answer(record(TYPE, PTR, label(b"\xff\xfe.\x00") + TYPE)),
        answer(record(TYPE, PTR, TYPE)),
        answer(record(TYPE, PTR, b"\x00")),
        b"\x00" * 5,
        b"\xff" * 8000,
        struct.pack(">HHHHHH", 0, 0x8400, 0, 65535, 65535, 65535),
    ]
    many = int(sys.argv[2])
    print("lying", flush=True)  # noqa: T201 - whoever started it waits for that
    while True:
        for each in evil:
            sock.sendto(each, (GROUP, PORT))
        for at in range(0, many, 20):
            names = (label(b"flood-%d" % number) + TYPE for number in range(at, at + 20))
            sock.sendto(answer(*(record(TYPE, PTR, name) for name in names)), (GROUP, PORT))
        time.sleep(0.3)


if __name__ == "__main__":
    main()
