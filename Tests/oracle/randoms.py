# SPDX-License-Identifier: GPL-2.0-or-later
"""satrandconfig: every configuration is a fixpoint of conf, a seed gives the same bytes, a series has no two
that are equal and overwrites nothing."""

import os
import re
import signal
import subprocess
import time

import oracle
import requirements
from fixpoint import is_fixpoint
from impossible import lines_of

GUEST = oracle.ROOT / "Tests/acceptance/common/01-virtio-guest.satconfig"
SEEDS = (1, 2, 3, 4, 5)
KCONFIG = "".join(f'config A{number}\n\tbool "a"\n' for number in range(3))
PROBABILITIES = ("", "15", "80:10", "90:50:50")


def failed(result, wanted=0) -> list[str]:
    return [] if result.code == wanted else [f"exit {result.code}, expected {wanted}", *lines_of(result)[:15]]


def one(tree, arch, seed, folder):
    """A single configuration: odd seeds with requirements, even seeds without."""
    arguments = ["satrandconfig", GUEST] if seed % 2 else ["satrandconfig"]
    first = tree.run_tool(arch, folder, arguments, {"KCONFIG_SEED": str(seed)})
    if problems := failed(first):
        return problems, ""
    problems = is_fixpoint(tree, arch, folder)
    if seed % 2:
        problems += requirements.violations(requirements.read(GUEST), first.config)
    other = oracle.fresh_folder(folder / "again")
    second = tree.run_tool(arch, other, arguments, {"KCONFIG_SEED": str(seed)})
    if second.config != first.config:
        problems.append("the same seed gives another file")
    return problems, f"{requirements.enabled(first.config)} enabled"


def chosen_seed(tree, arch, folder):
    """Without KCONFIG_SEED a seed is chosen and printed, it repeats the run, and the next is another."""
    first = tree.run_tool(arch, folder, ["satrandconfig"])
    if problems := failed(first):
        return problems, ""
    printed = re.search(rb"KCONFIG_SEED=(0x[0-9a-fA-F]+|\d+)", first.stdout + first.stderr)
    if not printed:
        return ["the seed chosen is not printed as KCONFIG_SEED=…"], ""
    seed = printed.group(1).decode()
    again = tree.run_tool(arch, oracle.fresh_folder(folder / "again"), ["satrandconfig"], {"KCONFIG_SEED": seed})
    other = tree.run_tool(arch, oracle.fresh_folder(folder / "other"), ["satrandconfig"])
    problems = [] if again.config == first.config else [f"KCONFIG_SEED={seed} gives another file"]
    if other.config == first.config:
        problems.append("two runs without a seed give the same file")
    return problems, f"seed {seed}"


# Series


def series(tree, arch, folder, count, environment, kconfig="Kconfig"):
    arguments = ["satrandconfig", "--kconfig", kconfig, "--count", str(count), "--dir", "series"]
    return tree.run_tool(arch, folder, arguments, environment)


def files(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "series").glob("*"))}


def seeds_of(found) -> dict[str, str]:
    return dict(line.split() for line in found["seeds"].decode().splitlines())


def many(tree, arch, count, probability, folder):
    """All differ and are fixpoints; the last can be drawn alone; the same again touches nothing."""
    environment = {"KCONFIG_SEED": "77", "KCONFIG_PROBABILITY": probability}
    if problems := failed(series(tree, arch, folder, count, environment)):
        return problems, ""
    found = files(folder)
    names = [f"config-{number:04}" for number in range(1, count + 1)]
    problems = []
    if list(found) != [*names, "seeds"]:
        problems.append(f"files: {' '.join(found)}")
    if len({found[name] for name in names}) < count:
        problems.append("two configurations are equal")
    for name in names:
        problems += is_fixpoint(tree, arch, folder / "series", name=name)
    seed = seeds_of(found)[names[-1]]
    alone = tree.run_tool(arch, folder, ["satrandconfig"], environment | {"KCONFIG_SEED": seed})
    if alone.config != found[names[-1]]:
        problems.append(f"KCONFIG_SEED={seed} alone gives another file than {names[-1]}")
    sizes = sorted(requirements.enabled(found[name]) for name in names)
    return problems, f"{sizes[0]} to {sizes[-1]} enabled"


def continued(tree, arch, folder):
    """A series goes on where it stopped; a file that does not belong to it stops it and stays."""
    environment = {"KCONFIG_SEED": "5"}
    problems = failed(series(tree, arch, folder, 2, environment))
    first = files(folder)
    problems += failed(series(tree, arch, folder, 4, environment))
    whole = files(folder)
    if any(whole.get(name) != first[name] for name in first if name != "seeds"):
        problems.append("the first configurations changed with --count")
    if not whole["seeds"].startswith(first["seeds"]) or len(seeds_of(whole)) != 4:
        problems.append("the seeds are not those of one series")
    problems += failed(series(tree, arch, folder, 2, {"KCONFIG_SEED": "6"}), 2)
    if files(folder) != whole:
        problems.append("another series touched the folder")
    return problems, ""


def exhausted(tree, arch, folder):
    """Three bools have eight configurations: all are written, and the status is 1."""
    (folder / "Kconfig.tiny").write_text(KCONFIG)
    result = series(tree, arch, folder, 9, {"KCONFIG_SEED": "1"}, "Kconfig.tiny")
    problems = failed(result, 1)
    if len(files(folder)) != 9 or len({*files(folder).values()}) != 9:
        problems.append(f"files: {' '.join(files(folder))}")
    if b"only 8 configurations" not in result.stderr:
        problems.append("it does not say that there are only 8")
    return problems, ""


def interrupted(tree, arch, folder):
    """SIGINT in the middle: what is there belongs to the series and is complete."""
    environment = {"KCONFIG_SEED": "9"}
    arguments = ["satrandconfig", "-s", "--count", "1000", "--dir", "series"]
    process = subprocess.Popen([oracle.tool_path(), *arguments], cwd=folder, start_new_session=True,
                               env=tree.environments[arch] | environment | {"PWD": str(folder)},
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + oracle.TIMEOUT
        while not (folder / "series/config-0003").exists() and time.monotonic() < limit:
            time.sleep(0.01)
    finally:
        os.killpg(process.pid, signal.SIGINT)
    code = process.wait(timeout=60)
    problems = [] if code == 130 else [f"exit {code}, expected 130"]
    found = files(folder)
    problems += [f"left behind: {name}" for name in found if not re.fullmatch(r"config-\d{4}|seeds", name)]
    problems += failed(series(tree, arch, folder, len(found), environment))
    if any(files(folder)[name] != found[name] for name in found if name.startswith("config-")):
        problems.append("a file was incomplete")
    return problems, f"{len(found) - 1} written"


def cases(tree, draws):
    for arch in ("x86", "riscv"):
        for seed in SEEDS:
            yield f"{arch} seed {seed}", lambda folder, arch=arch, seed=seed: one(tree, arch, seed, folder)
    yield "x86 seed chosen", lambda folder: chosen_seed(tree, "x86", folder)
    for arch in ("x86", "riscv", "arm64"):
        for number, text in enumerate(PROBABILITIES):
            share = max(1, draws // len(PROBABILITIES)) if number else draws
            yield (f"{arch} series, KCONFIG_PROBABILITY={text}", lambda folder, arch=arch, text=text, share=share:
                   many(tree, arch, share, text, folder))
    yield "x86 series continued", lambda folder: continued(tree, "x86", folder)
    yield "x86 series exhausted", lambda folder: exhausted(tree, "x86", folder)
    yield "x86 series interrupted", lambda folder: interrupted(tree, "x86", folder)
