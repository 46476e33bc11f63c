"""``python -m benchmarks.hungry_centre PORT FILE``: a province's centre that never has enough, so that an office always has a backlog.

It takes every batch and, when it has all, asks for everything again. ``FILE`` holds how many batches came.
"""

import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from contracts.province import FACTS, MOST_FACTS
from simulation.office.broker import LOOPBACK


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    counted: Path
    batches = 0

    def do_POST(self) -> None:
        """Take it, and say what comes next."""
        told = json.loads(gzip.decompress(self.rfile.read(int(self.headers["content-length"]))))
        body = json.dumps(self._of_facts(told) if self.path == FACTS else {"seq": 0}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _of_facts(self, told: dict[str, Any]) -> dict[str, Any]:
        _Answers.batches += 1
        self.counted.write_text(str(_Answers.batches), "ascii")
        if told["first"] > 1 and told["last"] - told["first"] < MOST_FACTS - 1:  # the last ones: all again
            return {"verdict": "go-on", "upto": 0}
        return {"verdict": "taken", "upto": told["last"]}

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    _Answers.counted = Path(sys.argv[2])
    ThreadingHTTPServer((LOOPBACK, int(sys.argv[1])), _Answers).serve_forever()
