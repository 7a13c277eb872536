"""A server on this machine that serves lists of issues, as GitHub's and GitLab's do."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def github(number, **fields):
    """An issue as GitHub exports it."""
    return {
        "number": number,
        "title": f"Issue {number}",
        "body": "Say which sentence of the letter is unclear.",
        "html_url": f"https://example.org/council/code/issues/{number}",
        "state": "open",
        "labels": [{"name": "good first issue"}],
        "updated_at": "2027-03-03T12:00:00Z",
    } | fields


def gitlab(number, **fields):
    """An issue as GitLab exports it."""
    return {
        "iid": number,
        "title": f"Issue {number}",
        "description": "Say which sentence of the letter is unclear.",
        "web_url": f"https://example.org/council/code/-/issues/{number}",
        "state": "opened",
        "labels": ["good first issue"],
        "updated_at": "2027-03-03T12:00:00.000Z",
    } | fields


class Lists:
    """What the server answers, by path, and what it was asked for."""

    def __init__(self, address):
        self.address = address
        self.answers = {}
        self.asked = []

    def serve(self, path, body, *, status=200, **headers):
        """Answer a path with a list, or with bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, names, raw)
        return f"{self.address}{path}"


@contextmanager
def serving():
    """A server for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path, _, query = self.path.partition("?")
            lists.asked.append((path, query, dict(self.headers)))
            status, headers, raw = lists.answers.get(path, (404, {}, b"{}"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lists = Lists(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))  # it ends as quickly
    thread.start()
    try:
        yield lists
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def counts(run):
    """What a run that went well did: made, changed, closed, flagged, passed over."""
    assert run.error == ""
    return run.made, run.changed, run.closed, run.flagged, run.passed_over
