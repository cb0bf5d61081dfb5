#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""autoosconfig on the kernel trees: with the handbook, a scripted server and a real model.

Each run must end with a configuration that the tree's own conf leaves as it is, differ from its base
only in what the report names, and keep the key to itself.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import oracle  # noqa: E402
import server  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402
from server import Reply  # noqa: E402

SCRATCH = oracle.BUILD / "autoos"
MODEL = oracle.BUILD / "model"
KEY = "sk-autoos-test-0123456789"
DEFCONFIGS = {"x86": "x86_64_defconfig", "riscv": "defconfig", "arm64": "defconfig"}
TIMEOUT = 900


@dataclass(frozen=True)
class Case:
    name: str
    check: Callable

    def __str__(self):
        return self.name


# MARK: - Running


def prepared(tree, arch, folder):
    """A folder with the tree's own defconfig as .config_base."""
    source = tree.tree / "arch" / tree.environments[arch]["SRCARCH"] / "configs" / DEFCONFIGS[arch]
    shutil.copyfile(source, oracle.fresh_folder(folder) / ".config_base")
    return folder


def settings(url=None) -> dict[str, str]:
    extra = {"no_proxy": "*", "AUTOOS_LLM_KEY": KEY}
    return extra | {"AUTOOS_LLM_URL": url, "AUTOOS_LLM_MODEL": "scripted"} if url else extra


def autoos(tree, arch, folder, *arguments, url=None):
    return tree.run_tool(arch, folder, ["autoosconfig", *arguments], settings(url), TIMEOUT)


def values(config: bytes) -> dict[str, str]:
    found = dict(re.findall(r"(?m)^CONFIG_(\w+)=(.*)$", config.decode()))
    return found | {name: "n" for name in re.findall(r"(?m)^# CONFIG_(\w+) is not set$", config.decode())}


def conf_settles(tree, arch, folder, config: bytes) -> tuple[bytes, str]:
    (oracle.fresh_folder(folder) / ".config").write_bytes(config)
    result = tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])
    return result.config, result.stderr.decode()


def leaks(folder, *texts: bytes) -> list[str]:
    problems = [f"the key is in {path}" for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    return problems + ["the key is in the output"] * any(KEY.encode() in text for text in texts)


def judge(tree, arch, folder, result) -> tuple[list[str], dict]:
    """What must hold after every run that ends well; also its report."""
    if result.code != 0:
        return [f"exit status {result.code}", *result.stderr.decode().splitlines()[-15:]], {}
    problems = leaks(folder, result.stdout, result.stderr)
    settled, complaints = conf_settles(tree, arch, folder / "conf", result.config)
    if settled != result.config:
        problems.append("conf --olddefconfig changes the result")
    base, base_complaints = conf_settles(tree, arch, folder / "base", (folder / ".config_base").read_bytes())
    if complaints and complaints != base_complaints:
        problems += ["conf complains:", *complaints.splitlines()[:10]]
    report = json.loads((folder / "autoos/report.json").read_text())
    return problems + unexplained(values(base), values(result.config), report) + incomplete(folder, report), report


def unexplained(old, new, report) -> list[str]:
    named = set()
    for change in report["changes"]:
        named |= {change["symbol"], *(entry["symbol"] for entry in change["consequences"])}
    changed = {name for name in old.keys() | new.keys() if old.get(name, "n") != new.get(name, "n")}
    problems = [f"{name} changed and no proposal says why" for name in sorted(changed - named)]
    return problems + [f"{change['symbol']} is not {change['new']}" for change in report["changes"]
                       if new.get(change["symbol"], "n").strip('"') != change["new"]]


def incomplete(folder, report) -> list[str]:
    text = (folder / "autoos/report.md").read_text()
    missing = [change["symbol"] for change in report["changes"] if change["symbol"] not in text]
    counts = report["counts"]
    wrong = counts["accepted"] != len(report["changes"]) or counts["refused"] != len(report["refused"])
    return [f"report.md does not name {name}" for name in missing] + ["the counts are wrong"] * wrong


def replayed(tree, arch, folder, config: bytes) -> list[str]:
    (folder / ".config").unlink()
    transcript = folder / "autoos/transcript.jsonl"
    result = tree.run_tool(arch, folder, ["autoosconfig", "--replay", transcript, "--output", "replayed"])
    if result.code != 0:
        return [f"--replay: exit status {result.code}", *result.stderr.decode().splitlines()[-5:]]
    return [] if result.config == config else ["--replay gives another .config"]


# MARK: - Cases: whole runs


def handbook(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    result = autoos(tree, arch, folder, "--goal", "context-switch", "-v")
    problems, report = judge(tree, arch, folder, result)
    if not problems:
        if not report["changes"] or b"handbook" not in result.stderr:
            problems.append("no changes, or not a word about the handbook")
        problems += replayed(tree, arch, folder, result.config)
    return problems, f"{report.get('counts')}"


def security(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    result = autoos(tree, arch, folder, "--goal", "system-call", "--allow-security-tradeoffs")
    problems, report = judge(tree, arch, folder, result)
    return problems, f"{report.get('counts')}"


def scripted(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    with server.Server(server.flip_one) as model:
        result = autoos(tree, arch, folder, "--goal", "total", "--max-visits", "40", url=model.url)
        problems, report = judge(tree, arch, folder, result)
        if any(header.get("Authorization") != f"Bearer {KEY}" for header in model.headers):
            problems.append("a request without the key")
    if not problems:
        problems += replayed(tree, arch, folder, result.config)
    return problems, f"{report.get('counts')}"


def whole_tree(tree, arch, folder):
    """Every menu there is; the note says what it took."""
    folder = prepared(tree, arch, folder)
    with server.Server(server.flip_one) as model:
        before = os.times()
        result = autoos(tree, arch, folder, "--all-menus", "--max-visits", "100000", "--max-tokens", "1000000000",
                        "--corrections", "0", url=model.url)
        after = os.times()
    problems, report = judge(tree, arch, folder, result)
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return problems, f"{spent:.0f} s CPU with all commands, {report.get('counts')}"


def real_model(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    python = MODEL / "bin/python3"
    environment = oracle.clean_environment() | {"OMP_WAIT_POLICY": "passive"}
    process = subprocess.Popen([python, Path(__file__).with_name("real_model.py")], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = next(line.strip() for line in process.stdout if line.startswith("http"))
        result = autoos(tree, arch, folder, "--goal", "context-switch", "--max-visits", "4", "--batch", "4",
                        "--answer-tokens", "160", "--corrections", "1", "--max-tokens", "9000", url=f"{address}/v1")
    finally:
        process.terminate()
        process.wait(timeout=30)
    problems, report = judge(tree, arch, folder, result)
    usage = report.get("usage", {})
    if not problems and (usage["estimated"] or usage["exchanges"] < 3 or usage["completion_tokens"] == 0):
        problems.append(f"the server's numbers are missing: {usage}")
    if not problems:
        problems += replayed(tree, arch, folder, result.config)
    return problems, f"{report.get('counts')} {usage}"


# MARK: - Cases: faults


def bounded(folder_tree, arch, folder, answer, *arguments):
    folder = prepared(folder_tree, arch, folder)
    with server.Server(answer) as model:
        started = time.monotonic()
        result = autoos(folder_tree, arch, folder, "--max-visits", "3", *arguments, url=model.url)
        return folder, result, model, time.monotonic() - started


def tolerated(answer, wanted, *arguments):
    """The run ends well and the report has the pattern among its problems."""
    def check(tree, arch, folder):
        folder, result, _, _ = bounded(tree, arch, folder, answer, *arguments)
        problems, report = judge(tree, arch, folder, result)
        if not problems and not any(re.search(wanted, text) for text in report["problems"]):
            problems.append(f"no problem like '{wanted}' in {report['problems'][:5]}")
        return problems, ""
    return check


def given_up(answer, wanted, *arguments):
    """Exit status 3 with a message, and nothing was written but the transcript."""
    def check(tree, arch, folder):
        folder, result, _, seconds = bounded(tree, arch, folder, answer, "--retries", "1", *arguments)
        problems = leaks(folder, result.stdout, result.stderr)
        if result.code != 3 or not re.search(wanted, result.stderr.decode()):
            problems += [f"exit status {result.code}, not 3 with '{wanted}'", result.stderr.decode()]
        if result.config is not None or (folder / "autoos/report.json").exists():
            problems.append("something was written")
        return problems, f"{seconds:.0f} s"
    return check


def retried(tree, arch, folder):
    def answer(number, request):
        if number == 1:
            return Reply(status=429, body=b'{"error":{"message":"slow down"}}', headers={"Retry-After": "2"})
        if number == 2:
            return Reply(status=503, body=b"<html>")
        return server.flip_one(number, request)
    folder, result, _, seconds = bounded(tree, arch, folder, answer)
    problems, _ = judge(tree, arch, folder, result)
    if seconds < 3:
        problems.append(f"no pause: {seconds:.1f} s")
    return problems, ""


def echoed_key(tree, arch, folder):
    def answer(_, request):
        return server.keep_all(request) if server.is_prune(request) else server.changes([(f"{KEY}", KEY)])
    folder, result, _, _ = bounded(tree, arch, folder, answer)
    return judge(tree, arch, folder, result)[0], ""


def plain_first(then):
    """An ordinary answer to the first question, then what is asked for."""
    return lambda number, request: server.flip_one(number, request) if number == 1 else then(number, request)


def interrupted(tree, arch, folder):
    """SIGINT in the middle of an exchange; the next run goes on and ends as one that was never interrupted."""
    folder = prepared(tree, arch, folder)
    other = prepared(tree, arch, folder.with_name(folder.name + "-whole"))
    arguments = ["--max-visits", "6"]
    with server.Server(server.flip_one) as model:
        whole = autoos(tree, arch, other, *arguments, url=model.url)
        total = len(model.requests)
    stop_at = total // 2
    hang = lambda number, request: Reply("", hang=30) if number > stop_at else server.flip_one(number, request)
    with server.Server(hang) as model:
        environment = tree.environments[arch] | tree.replay | settings(model.url) | {"PWD": str(folder)}
        process = subprocess.Popen([oracle.tool_path(), "autoosconfig", *arguments], cwd=folder, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(model.requests) <= stop_at and process.poll() is None:
            time.sleep(0.05)
        shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
        host = model.url
    problems = leaks(folder, complaints, shown)
    if process.returncode != 130 or (folder / ".config").exists() or b"interrupted" not in complaints:
        problems.append(f"exit status {process.returncode}: {complaints.decode()}")
    port = int(re.search(r":(\d+)/", host).group(1))
    with server.Server.__new__(server.Server) as model:
        restart(model, port)
        result = autoos(tree, arch, folder, *arguments, url=host)
        asked = len(model.requests)
    problems += judge(tree, arch, folder, result)[0]
    if result.config != whole.config:
        problems.append("the resumed run ends elsewhere")
    if asked != total - stop_at:
        problems.append(f"{asked} questions instead of the {total - stop_at} that were left")
    shutil.rmtree(other)
    return problems, f"{total} questions, interrupted at {stop_at}"


def restart(model, port):
    """The same address again: a transcript belongs to its server."""
    from http.server import ThreadingHTTPServer
    fresh = server.Server(server.flip_one)
    handler = fresh.http.RequestHandlerClass
    fresh.http.shutdown()
    fresh.http.server_close()
    fresh.http = ThreadingHTTPServer(("127.0.0.1", port), handler)
    fresh.http.daemon_threads = True
    import threading
    threading.Thread(target=fresh.http.serve_forever, daemon=True).start()
    model.__dict__ = fresh.__dict__


FAULTS = {
    "cut off by length": tolerated(
        plain_first(lambda n, r: Reply('{"changes":[{"symbol":"PREEMPT_NONE","value":"y","reason":"x"},{"sym', finish="length")),
        "cut off at the limit"),
    "null content": tolerated(plain_first(lambda n, r: Reply(None, stream=False)), "no content"),
    "no choices": tolerated(plain_first(lambda n, r: Reply(body=b'{"choices":[]}')), "no choices"),
    "prose": tolerated(plain_first(lambda n, r: "I would rather not."), "no changes that can be read"),
    "wrong types": tolerated(plain_first(lambda n, r: '{"changes":[{"symbol":1,"value":{}}]}'), "no symbol or no usable value"),
    "ten megabytes": tolerated(plain_first(lambda n, r: "x" * 10_000_000), "larger than"),
    "not JSON": given_up(lambda n, r: Reply(body=b"<html>Sign in</html>"), "no chat completion"),
    "empty body": given_up(lambda n, r: Reply(body=b""), "no chat completion"),
    "hangs": given_up(lambda n, r: Reply("", hang=20), "after 2 tries", "--model-timeout", "2"),
    "cut connection": given_up(lambda n, r: Reply("hello", cut=True), "after 2 tries"),
    "wrong key": given_up(lambda n, r: Reply(status=401, body=b'{"error":{"message":"bad key ' + KEY.encode() + b'"}}'),
                          r"401: bad key \[key\]"),
    "always busy": given_up(lambda n, r: Reply(status=500, body=b"{}"), "status 500.*after 2 tries"),
    "redirect": given_up(lambda n, r: Reply(status=307, body=b"", headers={"Location": "http://127.0.0.1:1/"}), "status 307"),
}


# MARK: - Cases: the handbook's claims


def handbook_claims(trees):
    """Each claim holds in some packaged tree, and its source is there and speaks of the symbol."""
    def check(_, __, folder):
        settable, problems, entries = set(), [], {}
        for tree in trees.values():
            for arch in DEFCONFIGS:
                result = autoos(tree, arch, prepared(tree, arch, folder / f"{tree.version}-{arch}"),
                                "--check-handbook", "--format", "json")
                for entry in json.loads(result.stdout)["entries"]:
                    name = f"{entry['symbol']}={entry['value']}"
                    entries[name] = entry
                    if entry["status"] == "settable":
                        settable.add(name)
        problems += [f"{name} is settable nowhere" for name in sorted(entries.keys() - settable)]
        problems += [f"{entry['source']} does not exist or does not name {entry['symbol']}"
                     for entry in entries.values() if not any(is_sourced(tree, entry) for tree in trees.values())]
        return problems, f"{len({entry['symbol'] for entry in entries.values()})} options"
    return check


def is_sourced(tree, entry) -> bool:
    file = tree.tree / entry["source"].split(":")[0]
    if not file.is_file():
        return False
    return entry["source"].startswith("Documentation/") or bool(
        re.search(rf"(?m)^\s*(menu)?config {entry['symbol']}$", file.read_text()))


# MARK: - Main


def case_list(trees) -> list[Case]:
    new, old = trees["6.12"], trees["6.1"]

    def case(name, check, tree, arch):
        folder = SCRATCH / re.sub(r"\W+", "-", f"{name} {tree.version} {arch}")
        return Case(f"{name} {tree.version} {arch}", lambda: check(tree, arch, folder))

    cases = [case("real model", real_model, new, "riscv"), case("whole tree", whole_tree, new, "x86"),
             case("handbook claims", handbook_claims(trees), new, "x86")]
    for tree in (new, old):
        for arch in ("riscv", "x86"):
            cases += [case("handbook", handbook, tree, arch), case("scripted", scripted, tree, arch)]
    cases += [case("security", security, new, "x86"), case("interrupted", interrupted, new, "riscv"),
              case("retried", retried, new, "riscv"), case("echoed key", echoed_key, new, "riscv")]
    return cases + [case(name, check, new, "riscv") for name, check in FAULTS.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="only cases whose name contains one of these")
    options = parser.parse_args()
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        if not (MODEL / "bin/python3").is_file():
            raise oracle.OracleError(f"{MODEL}: no model (scripts/setup test)")
        trees = {version: oracle.Oracle(version) for version in oracle.VERSIONS}
        for tree in trees.values():
            tree.prepare(list(DEFCONFIGS), say)
    except oracle.OracleError as error:
        fail_early(error)
    cases = [case for case in case_list(trees)
             if not options.name or any(text in case.name for text in options.name)]
    say(f"autoosconfig: {len(cases)} cases")
    return summarize(run_cases(cases, lambda case: case.check()))


if __name__ == "__main__":
    raise SystemExit(main())
