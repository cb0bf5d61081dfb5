# SPDX-License-Identifier: GPL-2.0-or-later
"""A chat completion server that does what it is told, faults included.

`Server(answer)` listens on a free loopback port. `answer(number, request)` gets the number of the
exchange and the parsed body, and returns a Reply, or a text for an ordinary one.
"""

import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    text: str | None = ""
    status: int = 200
    finish: str = "stop"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # sent as it is
    stream: bool = True
    hang: float = 0  # seconds before anything is sent
    cut: bool = False  # the connection ends in the middle
    drip: float = 0  # seconds after each hundred bytes


class Server:
    def __init__(self, answer, port=0):
        self.answer = answer
        self.requests: list[dict] = []
        self.headers: list[dict] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                owner.serve(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def serve(self, handler):
        length = int(handler.headers["Content-Length"])
        request = json.loads(handler.rfile.read(length))
        self.requests.append(request)
        self.headers.append(dict(handler.headers))
        reply = self.answer(len(self.requests), request)
        if isinstance(reply, str):
            reply = Reply(reply)
        time.sleep(reply.hang)
        try:
            self.send(handler, reply, request)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def send(self, handler, reply, request):
        body = reply.body if reply.body is not None else payload(reply, request)
        handler.send_response(reply.status)
        kind = "text/event-stream" if reply.stream and reply.body is None else "application/json"
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        step = 100 if reply.drip else max(len(body), 1)
        body = body[:len(body) // 2] if reply.cut else body
        for start in range(0, len(body), step):
            handler.wfile.write(body[start:start + step])
            handler.wfile.flush()
            time.sleep(reply.drip)
        if reply.cut:
            handler.close_connection = True


def payload(reply, request) -> bytes:
    usage = {"prompt_tokens": len(json.dumps(request)) // 4, "completion_tokens": len(reply.text or "") // 4}
    if not reply.stream:
        message = {"role": "assistant", "content": reply.text}
        return json.dumps({"choices": [{"message": message, "finish_reason": reply.finish}], "usage": usage}).encode()
    pieces = re.findall(r"(?s).{1,20}", reply.text or "")
    events = [{"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces]
    events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]})
    events.append({"choices": [], "usage": usage})
    lines = [f"data: {json.dumps(event)}\n\n" for event in events]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


# MARK: - Answers


def question(request) -> str:
    return request["messages"][-1]["content"]


def is_prune(request) -> bool:
    return "Which of these sub-menus" in question(request)


def options(request) -> list[tuple[str, str]]:
    """The names and present values of the options of a question."""
    return re.findall(r"(?m)^- (\w+) \(now ([^,)]*)", question(request))


def keep_all(request) -> str:
    count = len(re.findall(r"(?m)^\d+\. ", question(request)))
    return json.dumps({"menus": list(range(1, count + 1))})


def changes(pairs) -> str:
    return json.dumps({"changes": [{"symbol": name, "value": value, "reason": "scripted"} for name, value in pairs]})


def flip_one(_, request):
    """Keeps all menus; turns the first bool or tristate of each question over."""
    if is_prune(request):
        return keep_all(request)
    flips = [(name, "n" if value == "y" else "y") for name, value in options(request) if value in ("y", "n", "m")]
    return changes(flips[:1])
