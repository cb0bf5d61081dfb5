#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`matrix` on real trees, judged by conf: a policy that is imported of configurations gives each of them back, byte for byte as
`conf --olddefconfig` writes it; lines of it that are left out are missed; builds that are killed leave every output old or new.

Configurations are a tree's own defconfigs of an architecture, and Debian's (packages linux-config-VERSION).

  matrix.py [-n LINES] [--seed S] [-t VERSION]... [-a ARCH]... [-d]
"""

import argparse
import json
import lzma
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import matrixcases
import oracle
from matrixcases import SCRATCH, expected, small, tool
from report import fail_early, run_cases, say, summarize

ARCHITECTURES = ("riscv", "arm64", "powerpc")


def of_tree(tree, arch) -> dict[str, bytes]:
    folder = tree.tree / "arch" / tree.environments[arch]["SRCARCH"] / "configs"
    return {name.replace("/", "-"): (folder / name).read_bytes() for name in tree.defconfigs(arch)}


def of_debian(version) -> dict[str, bytes]:
    files = sorted(Path(f"/usr/src/linux-config-{version}").glob("config.*.xz"))
    return {file.name.removesuffix(".xz"): lzma.decompress(file.read_bytes()) for file in files}


def imported(tree, arch, folder, configs):
    """The policy of configurations, and what conf makes of each, by the cells' names."""
    for name, text in configs.items():
        (folder / name).write_bytes(text)
    done = tool(tree, arch, folder, "import", "configs", *configs)
    cells = re.findall(r"(?m)^cell (\S+) .*output=(\S+)", (folder / ".satmatrix").read_text())
    wanted = {cell: (folder / output, expected(tree, arch, folder, text))
              for (cell, output), text in zip(cells, configs.values())}
    return done.stdout.decode(), wanted


def judge_import(tree, arch, configs, label, left_out, seed):
    """Import, build, and compare; then leave lines out."""
    folder = oracle.fresh_folder(SCRATCH / label)
    said, wanted = imported(tree, arch, folder, configs)
    lines, common, others = map(int, re.search(r"(\d+) lines, \d+ blocks.* have (\d+) lines .* and (\d+) others", said).groups())
    problems = []
    if lines > common + others:
        problems.append(f"{folder}: {lines} lines are more than {common} common and {others} other ones")
    tool(tree, arch, folder, "build")
    problems += [f"{output}: is not what conf makes" for output, config in wanted.values() if output.read_bytes() != config]
    checked = tool(tree, arch, folder, "check", "--fail-on", "warning", codes=(0, 1))
    if checked.code:
        problems.append(f"{folder}: check: {checked.stdout.decode()[-500:]}")
    problems += judge_lines(tree, arch, folder, left_out, random.Random(seed))
    return problems, f"{len(configs)} configurations, {lines} lines of {common} + {others}"


def judge_lines(tree, arch, folder, count, chance):
    """What the policy names is no consequence: without a line, some output would be another, or the lines alone would not do."""
    policy = folder / "policy.satconfig"
    text = policy.read_text().split("\n")
    numbers = [number for number, line in enumerate(text) if re.match(r"\s*(CONFIG_|# CONFIG_\w+ is not set)", line)]
    problems = []
    for number in chance.sample(numbers, min(count, len(numbers))):
        policy.write_text("\n".join(text[:number] + text[number + 1:]))
        done = tool(tree, arch, folder, "build", "--dry-run", "--format", "json")
        if not any(cell["differ"] or not cell["plain"] for cell in json.loads(done.stdout)["cells"]):
            problems.append(f"{folder}: nobody misses '{text[number].strip()}'")
    policy.write_text("\n".join(text))
    return problems


def values(config: bytes) -> dict[str, str]:
    """What is on or has a value: an empty text is none."""
    return {name: value for name, value in re.findall(r"(?m)^CONFIG_(\w+)=(.*)$", config.decode()) if value != '""'}


def judge_review(old, new):
    """From one kernel to the next, on Debian's policy: each difference of the configurations that conf makes stands in one place."""
    folder = oracle.fresh_folder(SCRATCH / "review")
    _, wanted = imported(old, "x86", folder, of_debian(old.name))
    done = tool(new, "x86", folder, "review", "--from", str(old.tree), "--format", "json")
    answer = json.loads(done.stdout)
    places: dict[str, list[dict]] = {}
    for one in [*answer["tree"], *answer["roots"], *(two for root in answer["roots"] for two in root["consequences"])]:
        places.setdefault(one["symbol"], []).append(one)
    problems = []
    for cell, (_, before) in wanted.items():
        lines = old_lines(folder / "policy.satconfig", cell)
        first, second = values(before), values(expected(new, "x86", folder, lines))
        differ = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
        missing = sorted(differ - places.keys())
        problems += [f"{folder}: {cell}: nothing explains {missing[:20]}"] * bool(missing)
    # Several cells may have different values and causes; one cell alone has each name once.
    cell = next(iter(wanted))
    alone = json.loads(tool(new, "x86", folder, "review", "--from", str(old.tree), "--format", "json", cell).stdout)
    names = [one["symbol"] for one in [*alone["tree"], *alone["roots"], *(two for root in alone["roots"] for two in root["consequences"])]]
    problems += [f"{folder}: a symbol stands in two places"] * (len(names) != len(set(names)))
    questions = int(re.search(r" in (\d+) questions", tool(new, "x86", folder, "review", "--from", str(old.tree), cell).stdout.decode())[1])
    listed = listnewconfig(new, folder, wanted[cell][1])
    if questions * 5 > listed:
        problems.append(f"{folder}: {questions} questions of one cell are more than a fifth of {listed}")
    problems += judge_bump(old, new, folder) + judge_accept(old, new, folder, alone)
    return problems, f"{len(alone['roots'])} roots, {questions} questions of one cell where listnewconfig has {listed}"


def listnewconfig(tree, folder, config: bytes) -> int:
    """How many questions `make oldconfig` would ask."""
    (folder / ".config").write_bytes(config)
    return len(re.findall(rb"(?m)^CONFIG_", tree.run_conf("x86", folder, ["--listnewconfig", "Kconfig"]).stdout))


def judge_bump(old, new, folder):
    """By keys alone from one kernel to the next: then all cells can be built, and nothing is left to say."""
    policy = folder / "policy.satconfig"
    before = policy.read_bytes()
    code, seen, errors = matrixcases.talk(folder, ["review", "--from", str(old.tree), "--decide"], ["r rename", "a accept", "w make", "d drop"],
                                          new.environments["x86"])
    left = tool(new, "x86", folder, "review", "--from", str(old.tree), "--fail-on", "gone,lost,default-on,changed", codes=(0, 1))
    problems = [f"{folder}: --decide: exit {code}: {errors[-300:]} {seen[-500:]}"] * bool(code or left.code)
    tool(new, "x86", folder, "build")
    checked = json.loads(tool(new, "x86", folder, "check", "--format", "json", codes=(0, 1)).stdout)
    problems += [f"{folder}: {one['message']}" for one in checked["findings"] if one["severity"] == "error"]
    policy.write_bytes(before)
    return problems


def judge_accept(old, new, folder, answer):
    """What is accepted is not told again."""
    tool(new, "x86", folder, "review", "--from", str(old.tree), "--accept")
    done = tool(new, "x86", folder, "review", "--from", str(old.tree), "--fail-on", "default-on,changed")
    open_ones = [root for root in answer["roots"] if root["kind"] == "default-on"]
    return [f"{folder}: nothing was on by default"] * (not open_ones) + [f"{folder}: it is told again"] * (b"new, and on" in done.stdout)


def old_lines(policy, cell) -> bytes:
    """The lines of a policy for a cell whose flavour is its name, for conf."""
    kept, holds = [], True
    for line in policy.read_text().split("\n"):
        words = line.split()
        if words[:1] == ["when"]:
            holds = all(((cell if test.split("=")[0].strip("!") != "arch" else "x86") in test.split("=")[1].split("|")) != ("!=" in test)
                        for test in words[1:])
        elif words[:1] == ["end"]:
            holds = True
        elif holds:
            kept.append(line.strip().removeprefix("weak "))
    return "\n".join(kept).encode()


def judge_build(tree, arch):
    folder, first = small(tree, arch, f"{tree.version}-{arch}-build")
    problems = [] if first["b"] == first["c"] != first["a"] else ["the cells are not as their blocks say"]
    policy = folder / "p.satconfig"
    text = policy.read_text()
    # A decision of one flavour: said first, with its cell and the line.
    policy.write_text(text + "when flavour=b\n  CONFIG_WIRELESS=n\n  CONFIG_MODULES=y\nend\n")
    done = json.loads(tool(tree, arch, folder, "build", "--format", "json").stdout)
    for decision in done["decisions"]:
        if decision["cells"] != ["b"]:
            problems.append(f"{folder}: {decision['symbol']} of {decision['cells']} by {decision['place']}")
    places = [decision["place"] for decision in done["decisions"]]
    if not (places[0] or "").startswith("p.satconfig:") or None in places[:2]:
        problems.append(f"{folder}: the lines that decide are not told first: {places}")
    if not done["decisions"] or (folder / "out/a").read_bytes() != first["a"]:
        problems.append(f"{folder}: the change of b is not told, or not its alone")
    second = {name: (folder / "out" / name).read_bytes() for name in "abc"}
    # One cell without a configuration: nothing is written, or what can be.
    policy.write_text(text + "when flavour=c\n  assert NET && !NET\nend\n")
    for words, changed in ((["build"], ""), (["build", "--keep-going"], "b")):
        stopped = tool(tree, arch, folder, *words, codes=(1,))
        now = {name for name in "abc" if (folder / "out" / name).read_bytes() != second[name]}
        if now != set(changed) or b"cell c" not in stopped.stderr:
            problems.append(f"{folder}: {' '.join(words)} with an impossible cell changed {sorted(now)}")
    return problems + judge_parts(tree, arch, folder, text, first), ""


def judge_parts(tree, arch, folder, text, first):
    """Several processes, and shards that are merged, do the same."""
    problems = []
    (folder / "p.satconfig").write_text(text)
    for output in (folder / "out").iterdir():
        output.unlink()
    tool(tree, arch, folder, "build", "--jobs", "2")
    if any((folder / "out" / name).read_bytes() != first[name] for name in "abc"):
        problems.append(f"{folder}: --jobs 2 makes something else")
    for output in (folder / "out").iterdir():
        output.unlink()
    for number in (1, 2):
        part = tool(tree, arch, folder, "build", "--shard", f"{number}/2")
        (folder / f"part{number}").write_bytes(part.stdout)
    merged = tree.run_tool(arch, folder, ["merge", "part1", "part2"])
    if merged.code or any((folder / "out" / name).read_bytes() != first[name] for name in "abc"):
        problems.append(f"{folder}: shards make something else: {merged.stderr.decode()[-500:]}")
    return problems


def judge_bad_input(tree, arch):
    """Exit status 2, one message, nothing written."""
    problems = []
    for number, (matrix, policy, said) in enumerate((
            ("", "", b"has no cell"), ("cel a", "", b".satmatrix:1:1: error"), ("cell a p", "", b".satmatrix:1:6: error"),
            ("cell a output=o p", None, b"can't read p"), ("cell a output=o p", "when x=1\nend", b"p:1:6: error"),
            ("cell a output=o p", "CONFIG_NET=q", b"p:1:12: error"), ("cell a output=o tree=/nope p", "", b"/nope/Kconfig"),
            ("cell a output=. p", "", b"it is a folder"), ("cell a arch=nope output=o p", "", b"arch/nope"),
            ("cell a\xff output=o p", "", b".satmatrix:1:6: error"))):
        folder = oracle.fresh_folder(SCRATCH / f"{tree.version}-bad-{number}")
        (folder / ".satmatrix").write_bytes(matrix.encode("latin1"))
        if policy is not None:
            (folder / "p").write_text(policy + "\n")
        done = tree.run_tool(arch, folder, ["matrix", "build"])
        if done.code != 2 or done.stderr.count(said) != 1 or (folder / "o").exists():
            problems.append(f"{folder}: exit {done.code}: {done.stderr.decode(errors='replace')[:500]}")
    return problems, ""


def judge_killed(tree, arch, rounds, seed):
    """Killed at any time: each output is old or new."""
    folder, first = small(tree, arch, f"{tree.version}-{arch}-killed")
    policy = folder / "p.satconfig"
    text, chance = policy.read_text(), random.Random(seed)
    policy.write_text(text + "CONFIG_MODULES=y\n")
    tool(tree, arch, folder, "build")
    second = {name: (folder / "out" / name).read_bytes() for name in "abc"}
    start = time.monotonic()
    tool(tree, arch, folder, "build")
    usual, problems, seen = time.monotonic() - start, [], set()
    environment = oracle.clean_environment() | tree.environments[arch]
    for number in range(rounds):
        for name in "abc":
            (folder / "out" / name).write_bytes(first[name])
        child = subprocess.Popen([oracle.tool_path(), "matrix", "build"], cwd=folder, env=environment,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual * chance.uniform(0.2, 2.2))
        child.send_signal(signal.SIGKILL if number % 2 else signal.SIGINT)
        child.wait()
        for name in "abc":
            now = (folder / "out" / name).read_bytes()
            seen.add(now == second[name])
            if now not in (first[name], second[name]):
                problems.append(f"{folder}: {name} is neither old nor new")
    if first["a"] == second["a"]:
        problems.append(f"{folder}: nothing would have changed")
    return problems, f"{'old and new' if len(seen) == 2 else 'old' if False in seen else 'new'} seen"


def judge_check(tree, arch):
    folder, first = small(tree, arch, f"{tree.version}-{arch}-check")
    policy = folder / "p.satconfig"
    policy.write_text("require-notes\nclosed\nwaive unmet-select:NET until=5.0\nCONFIG_NET=y  # everywhere\nCONFIG_NET=y  # twice\n"
                      + policy.read_text().split("\n", 1)[1])
    (folder / "out/a").write_bytes(first["b"])
    done = json.loads(tool(tree, arch, folder, "check", "--format", "json", codes=(1,)).stdout)
    rules = {finding["rule"] for finding in done["findings"]}
    wanted = {"policy-line-lost", "policy-output-stale", "policy-undecided", "policy-waiver-ended", "policy-note-missing",
              "policy-repeated", "policy-drift"}
    problems = [f"{folder}: {sorted(wanted - rules)} not found"] * bool(wanted - rules)
    sarif = json.loads(tool(tree, arch, folder, "check", "--format", "sarif", codes=(1,)).stdout)
    named = {rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]}
    if named != rules:
        problems.append(f"{folder}: SARIF names {sorted(named)}")
    why = json.loads(tool(tree, arch, folder, "why", "NET", "CONFIG_INET", "--format", "json").stdout)
    answers = {one["symbol"]: [(a["cells"], a["value"]) for a in one["answers"]] for one in why["symbols"]}
    if answers != {"NET": [(["a", "b", "c"], "y")], "INET": [(["a"], "y"), (["b", "c"], "n")]}:
        problems.append(f"{folder}: why says {answers}")
    return problems, f"{len(rules)} rules"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=2, help="lines of each policy that are left out (default 2)")
    parser.add_argument("-k", type=int, default=10, help="builds that are killed (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", action="append", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("-o", "--only", default="", metavar="WORD", help="cases with this word in their names")
    parser.add_argument("-d", "--debian", action="append", metavar="VERSION", help="Debian's own of these versions (default all)")
    options = parser.parse_args()
    cases, trees = {}, {}
    try:
        for version in options.tree or oracle.VERSIONS:
            tree = trees[version] = oracle.Oracle(version)
            architectures = options.arch or list(ARCHITECTURES)
            tree.prepare([*architectures, "x86"], say)
            for arch in architectures:
                cases[f"{version} {arch}: its defconfigs"] = (
                    lambda tree=tree, arch=arch: judge_import(
                        tree, arch, of_tree(tree, arch), f"{tree.version}-{arch}", options.n, options.seed))
            if version in (options.debian or oracle.VERSIONS):
                cases[f"{version} x86: Debian's"] = lambda tree=tree, version=version: judge_import(
                    tree, "x86", of_debian(version), f"{tree.version}-debian", options.n, options.seed)
            cases[f"{version}: builds"] = lambda tree=tree: judge_build(tree, "x86")
            cases[f"{version}: check and why"] = lambda tree=tree: judge_check(tree, "x86")
            cases[f"{version}: bad input"] = lambda tree=tree: judge_bad_input(tree, "x86")
            cases[f"{version}: closed"] = lambda tree=tree: matrixcases.judge_closed(tree, "x86")
            cases[f"{version}: resumed"] = lambda tree=tree: matrixcases.judge_resumed(tree, "x86")
            cases[f"{version}: killed"] = lambda tree=tree: judge_killed(tree, "x86", options.k, options.seed)
        cases["tiny: decided by key"] = matrixcases.judge_decided
        cases["tiny: other forms"] = matrixcases.judge_forms
        if len(trees) > 1:
            cases["6.1 → 6.12: review"] = lambda: judge_review(trees["6.1"], trees["6.12"])
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases([name for name in cases if options.only in name], lambda name: cases[name]()))


if __name__ == "__main__":
    raise SystemExit(main())
