# SPDX-License-Identifier: GPL-2.0-or-later
"""A host that ssh reaches: this machine, as the user at hand, by a server and keys of its own."""

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from oracle import OracleError

SERVER = shutil.which("sshd", path="/usr/sbin:/sbin:/usr/bin:/bin")
SETTINGS = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
AuthorizedKeysFile {home}/client.pub
PidFile {home}/pid
StrictModes no
PasswordAuthentication no
UsePAM no
"""
CLIENT = """\
Host pi1
    HostName 127.0.0.1
    Port {port}
    User {user}
    IdentityFile {home}/client
    UserKnownHostsFile /dev/null
    StrictHostKeyChecking no
    LogLevel ERROR
"""


class SSHNode:
    """`with SSHNode() as config:` runs it; `ssh -F config pi1` gets there."""

    def __enter__(self) -> Path:
        if not SERVER:
            raise OracleError("no sshd: scripts/setup test installs it")
        self.folder = tempfile.TemporaryDirectory(prefix="ssh-")
        home = Path(self.folder.name)
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (home / "server").write_text(SETTINGS.format(port=port, home=home))
        (home / "config").write_text(CLIENT.format(port=port, home=home, user=getpass.getuser()))
        # Where a server that is started as root leaves its rights.
        if getpass.getuser() == "root":
            Path("/run/sshd").mkdir(exist_ok=True)
        self.server = subprocess.Popen([SERVER, "-D", "-e", "-f", home / "server"], stderr=open(home / "log", "w"))
        end = time.monotonic() + 30
        while subprocess.run(["ssh", "-F", home / "config", "pi1", "true"], capture_output=True).returncode:
            if time.monotonic() > end or self.server.poll() is not None:
                text = (home / "log").read_text()
                self.__exit__()
                raise OracleError(f"sshd does not answer: {text}")
            time.sleep(0.1)
        return home / "config"

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()
        self.folder.cleanup()
