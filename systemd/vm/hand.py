"""The trial's hand in the machine that is tried: does what it is told over HTTP, as root. Standard library only."""

import subprocess
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

PORT = 8099


class Hand(BaseHTTPRequestHandler):
    """A POST is a line for the shell; its output is the answer, 500 when it failed."""

    def do_POST(self) -> None:
        """Do it."""
        line = self.rfile.read(int(self.headers["content-length"])).decode()
        done = subprocess.run(("/bin/sh", "-c", line), capture_output=True, check=False)
        said = done.stdout if done.returncode == 0 else done.stdout + done.stderr
        self.send_response(500 if done.returncode else 200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Say nothing on the console: the controller shows its code there."""


class Server(ThreadingTCPServer):
    """Not ``HTTPServer``: that asks for its own name first, and without a network nobody answers for minutes."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("", PORT), Hand).serve_forever()
