# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of boards/labgrid.conf in a laboratory of labgrid on this machine: a coordinator, an exporter, and a board
that is two servers, a serial line and a relay. The board speaks when its power comes on. (Its SD multiplexer would be
hardware: of `install` only the arguments are checked.)"""

import http.server
import os
import re
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import oracle

PROGRAMS = oracle.BUILD / "labgrid/bin"
SPEECH = b"Linux version fake\r\nbench ready\r\nbench pipe 1 20.0 ns/block\r\nbench done\r\n"
PLACE = "board-1"
EXPORT = """board:
  NetworkSerialPort: {{host: 127.0.0.1, port: {serial}, protocol: raw}}
  NetworkPowerPort: {{model: simplerest, host: 'http://127.0.0.1:{relay}/{{index}}/{{value}}', index: 3}}
"""
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Board:
    """Relay and serial line, by `with`."""

    def __enter__(self):
        self.switched, self.listened, power = [], threading.Event(), threading.Event()
        switched, listened = self.switched, self.listened

        class Relay(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                switched.append(self.path)
                self.send_response(200)
                self.end_headers()
                if self.path.endswith("/1"):
                    power.set()

            def log_message(self, *_):
                pass

        class Line(socketserver.BaseRequestHandler):
            def handle(self):
                listened.set()
                if power.wait(PATIENCE):
                    self.request.sendall(SPEECH)
                    time.sleep(PATIENCE)

        self.servers = [socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) for handler in (Line, Relay)]
        for server in self.servers:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self.serial, self.relay = (server.server_address[1] for server in self.servers)
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()


def commands() -> dict[str, str]:
    text = (oracle.ROOT / "boards/labgrid.conf").read_text()
    return dict(re.findall(r"(?m)^(install|console|power-cycle) (.*)$", text))


class Laboratory:
    """Coordinator and exporter, by `with`."""

    def __init__(self, folder: Path, board: Board):
        self.folder, self.processes = folder, []
        self.environment = oracle.clean_environment() | {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "LG_COORDINATOR": f"127.0.0.1:{free_port()}", "WORKER": PLACE,
            "HOME": str(folder)}
        (folder / "export.yaml").write_text(EXPORT.format(serial=board.serial, relay=board.relay))

    def __enter__(self):
        self.start("coordinator", ["labgrid-coordinator", "-l", self.environment["LG_COORDINATOR"]])
        self.until_done(["labgrid-client", "places"])
        self.start("exporter", ["labgrid-exporter", "-n", "lab", "--hostname", "127.0.0.1", "export.yaml"])
        for words in (["create"], ["add-match", "lab/board/*"]):
            self.until_done(["labgrid-client", "-p", PLACE, *words])
        # The exporter may not have told the coordinator yet.
        self.until_done(["labgrid-client", "-p", PLACE, "acquire"])
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def start(self, name: str, command, **more) -> subprocess.Popen:
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, **more)
        self.processes.append(process)
        return process

    def run(self, command, **more) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, **more)

    def until_done(self, command):
        end = time.monotonic() + PATIENCE
        while (done := self.run(command)).returncode:
            if time.monotonic() > end:
                raise RuntimeError(f"{' '.join(command)}: {done.stdout.decode()}")
            time.sleep(0.5)


def console_problems(laboratory: Laboratory, board: Board) -> list[str]:
    laboratory.start("console", ["sh", "-c", commands()["console"]])
    log = laboratory.folder / "console.log"
    if not board.listened.wait(PATIENCE):
        return ["nobody listens to the board:", *log.read_text(errors="replace").splitlines()[-10:]]
    if b"bench ready" in log.read_bytes():
        return ["the board speaks without power"]
    done = laboratory.run(["sh", "-c", commands()["power-cycle"]])
    if done.returncode or board.switched != ["/3/0", "/3/1"]:
        return [f"power-cycle: exit {done.returncode}, switched {board.switched}: {done.stdout.decode()}"]
    end = time.monotonic() + PATIENCE
    while SPEECH not in log.read_bytes():
        if time.monotonic() > end:
            return ["the console lacks what the board says:", *log.read_text(errors="replace").splitlines()[-10:]]
        time.sleep(0.2)
    return []


def argument_problems(laboratory: Laboratory) -> list[str]:
    """Each command of `install` must get as far as asking for hardware that is not there."""
    problems = []
    for command in commands()["install"].split(" && "):
        done = laboratory.run(["sh", "-c", command])
        text = done.stdout.decode()
        if not done.returncode or not re.search(r"NoResourceFoundError|no compatible resource", text):
            problems.append(f"{command}: exit {done.returncode}: {text[-500:]}")
    return problems


def check_laboratory():
    with tempfile.TemporaryDirectory() as folder, Board() as board, Laboratory(Path(folder), board) as laboratory:
        return console_problems(laboratory, board) + argument_problems(laboratory), ""
