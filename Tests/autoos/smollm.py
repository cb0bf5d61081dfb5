# SPDX-License-Identifier: GPL-2.0-or-later
"""SmolLM2-135M, served on this machine."""

import subprocess
from pathlib import Path

import oracle

PYTHON = oracle.BUILD / "model/bin/python3"
# What keeps a search or a run with it short, and within what it can read.
LIMITS = ("--max-visits", "4", "--batch", "4", "--answer-tokens", "160", "--corrections", "1", "--max-tokens", "9000")


class SmolLM:
    """By `with`: the address for $AUTOOS_LLM_URL."""

    def __enter__(self) -> str:
        environment = oracle.clean_environment() | {"OMP_WAIT_POLICY": "passive"}
        self.process = subprocess.Popen([PYTHON, Path(__file__).with_name("smollm_server.py")], env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = next((line.strip() for line in self.process.stdout if line.startswith("http")), None)
        if not address:
            raise RuntimeError(f"the model ended with status {self.process.wait()}")
        return f"{address}/v1"

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
