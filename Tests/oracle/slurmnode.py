# SPDX-License-Identifier: GPL-2.0-or-later
"""A Slurm cluster of one node, this machine, as the user at hand and without touching the system's own."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from oracle import OracleError

PROGRAMS = {name: shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
            for name in ("munged", "slurmctld", "slurmd", "sbatch", "sinfo")}
# Seconds until the node answers.
PATIENCE = 60

CONFIGURATION = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={home}/munge.socket
CredType=cred/munge
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/slurmd.log
PluginDir={plugins}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=test Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class SlurmNode:
    """`with SlurmNode() as environment:` runs it; `environment` lets sbatch find it."""

    def __init__(self):
        missing = [name for name, path in PROGRAMS.items() if path is None]
        if missing:
            raise OracleError(f"{', '.join(missing)}: not installed (scripts/setup test)")
        # A socket's path must be short, so this is not below build/.
        self.folder = tempfile.TemporaryDirectory(prefix="slurm-")
        self.home = Path(self.folder.name)
        self.daemons: list[subprocess.Popen] = []

    def __enter__(self) -> dict[str, str]:
        home = self.home
        (home / "state").mkdir()
        (home / "spool").mkdir()
        self._write_configuration(home)
        environment = {"SLURM_CONF": str(home / "slurm.conf")}
        try:
            self._start_munge(home)
            self._start("slurmctld", ["-D"], environment)
            self._start("slurmd", ["-D"], environment)
            self._wait_until_idle(environment)
        except BaseException:
            self.__exit__()
            raise
        return environment

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.folder.cleanup()

    def _write_configuration(self, home: Path):
        controller, node = free_ports(2)
        host = socket.gethostname().split(".")[0]
        user = subprocess.check_output(["id", "-un"], text=True).strip()
        plugins = next(Path("/usr/lib").glob("*/slurm-wlm"), "/usr/lib/slurm")
        (home / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, user=user, home=home, controller=controller, node=node, plugins=plugins,
            cores=os.cpu_count()))

    def _start_munge(self, home: Path):
        key = home / "munge.key"
        key.touch(0o600)
        key.write_bytes(secrets.token_bytes(128))
        self._start("munged", [
            "--foreground", "--force", f"--key-file={key}", f"--socket={home}/munge.socket",
            f"--pid-file={home}/munge.pid", f"--log-file={home}/munge.log", f"--seed-file={home}/munge.seed"], {})
        self._wait("munged", lambda: (home / "munge.socket").exists())

    def _start(self, name: str, options: list[str], environment: dict[str, str]):
        with open(self.home / f"{name}.output", "wb") as output:
            self.daemons.append(subprocess.Popen(
                [PROGRAMS[name], *options], stdout=output, stderr=output, env=os.environ | environment,
                start_new_session=True))

    def _wait_until_idle(self, environment: dict[str, str]):
        def is_idle() -> bool:
            asked = subprocess.run([PROGRAMS["sinfo"], "--noheader", "-o", "%T"], capture_output=True, text=True,
                                   env=os.environ | environment)
            return asked.stdout.strip() == "idle"
        self._wait("slurm", is_idle)

    def _wait(self, name: str, is_ready):
        end = time.monotonic() + PATIENCE
        while not is_ready():
            ended = next((each for each in self.daemons if each.poll() is not None), None)
            if ended or time.monotonic() > end:
                logs = [f"{path.name}: {path.read_text(errors='replace')[-1000:]}"
                        for path in sorted(self.home.glob("*.*")) if path.suffix in (".log", ".output")]
                raise OracleError(f"{name} does not answer\n" + "\n".join(logs))
            time.sleep(0.2)
