# SPDX-License-Identifier: GPL-2.0-or-later
"""A client of `kconfig-sat lsp` that says what a test says, also what no editor would."""

import json
import os
import queue
import subprocess
import threading
import time
from pathlib import Path

PATIENCE = 120


class Failure(Exception):
    """The server answered a request with an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code, self.message = error["code"], error["message"]


def uri(path) -> str:
    return Path(path).as_uri()


class Client:
    """One session. `arguments` go behind `lsp`."""

    def __init__(self, binary, arguments=(), environment=None, cwd="/"):
        self.process = subprocess.Popen([str(binary), "lsp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=environment, cwd=cwd)
        self.answers: dict = {}
        self.notes: list[dict] = []
        self.marks: dict[str, list] = {}
        self.log = b""
        self.count = 0
        self.versions: dict[str, int] = {}
        self.news = threading.Condition()
        self.is_over = False
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()

    # What the server says

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                break
            self._take(json.loads(stream.read(length)))
        with self.news:
            self.is_over = True
            self.news.notify_all()

    def _take(self, message):
        with self.news:
            if "method" not in message:
                self.answers[message["id"]] = message
            else:
                self.notes.append(message)
                if message["method"] == "textDocument/publishDiagnostics":
                    self.marks[message["params"]["uri"]] = message["params"]["diagnostics"]
            self.news.notify_all()

    def _read_log(self):
        for line in self.process.stderr:
            self.log += line

    # What the client says

    def send_bytes(self, data: bytes):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        text = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(text) + text)

    def notify(self, method, parameters=None):
        self.send({"jsonrpc": "2.0", "method": method, "params": parameters or {}})

    def ask(self, method, parameters=None) -> int:
        self.count += 1
        self.send({"jsonrpc": "2.0", "id": self.count, "method": method, "params": parameters or {}})
        return self.count

    def answer(self, number, patience=PATIENCE):
        self.wait(lambda: number in self.answers, patience)
        message = self.answers.pop(number)
        if "error" in message:
            raise Failure(message["error"])
        return message["result"]

    def request(self, method, parameters=None):
        return self.answer(self.ask(method, parameters))

    def wait(self, condition, patience=PATIENCE):
        """Until the condition holds."""
        with self.news:
            if not self.news.wait_for(lambda: condition() or self.is_over, patience) or not condition():
                raise AssertionError(f"nothing came within {patience} s; the log says: {self.log.decode()[-2000:]}")

    # Sessions and documents

    def initialize(self, root=None, options=None, encodings=("utf-16",)):
        result = self.request("initialize", {
            "processId": os.getpid(), "rootUri": root and uri(root), "initializationOptions": options,
            "capabilities": {
                "general": {"positionEncodings": list(encodings)},
                "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
                "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
            },
        })
        self.notify("initialized")
        return result

    def open(self, path, text=None, language=""):
        text = Path(path).read_text(errors="replace") if text is None else text
        self.versions[str(path)] = 1
        self.notify("textDocument/didOpen", {
            "textDocument": {"uri": uri(path), "languageId": language, "version": 1, "text": text}})

    def change(self, path, start, end, text):
        """Puts a text in the place of what stands from `start` to `end`, each a line and a character from 0."""
        position = [{"line": line, "character": character} for line, character in (start, end)]
        self.change_raw(path, [{"range": {"start": position[0], "end": position[1]}, "text": text}])

    def change_raw(self, path, changes):
        self.versions[str(path)] += 1
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri(path), "version": self.versions[str(path)]}, "contentChanges": changes})

    def at(self, path, line, character, **more):
        return {"textDocument": {"uri": uri(path)}, "position": {"line": line, "character": character}, **more}

    def hover(self, path, line, character) -> str:
        found = self.request("textDocument/hover", self.at(path, line, character))
        return found["contents"]["value"] if found else ""

    def labels(self, path, line, character) -> list[str]:
        return [item["label"] for item in self.complete(path, line, character)]

    def complete(self, path, line, character) -> list[dict]:
        return self.request("textDocument/completion", self.at(path, line, character))["items"]

    def actions(self, path, line, **context) -> list[dict]:
        place = {"line": line, "character": 0}
        return self.request("textDocument/codeAction", {
            "textDocument": {"uri": uri(path)}, "range": {"start": place, "end": place},
            "context": {"diagnostics": [], **context}})

    def marks_of(self, path) -> list[dict]:
        return self.marks.get(uri(path), [])

    def wait_for_mark(self, path, condition, patience=PATIENCE) -> dict:
        """The first diagnostic of a file that the condition takes."""
        find = lambda: next((mark for mark in self.marks_of(path) if condition(mark)), None)  # noqa: E731
        self.wait(lambda: find() is not None, patience)
        return find()

    def end(self) -> int:
        """The exit status after a proper end."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(PATIENCE)

    # What it costs

    def cpu(self) -> float:
        """Seconds of CPU so far, those of commands that it ran included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> tuple[int, int]:
        """MB now, and at most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        value = lambda name: int(status.split(name + ":")[1].split()[0]) // 1024  # noqa: E731
        return value("VmRSS"), value("VmHWM")
