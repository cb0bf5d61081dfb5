# SPDX-License-Identifier: GPL-2.0-or-later
"""What options, files and variables do, and where the key must not be."""

import json
import subprocess
import threading
import time
from pathlib import Path

import interruption
import server
from runs import KEY, autoos, judge, leaks, prepared, replayed, settings
from server import Reply


def proposing(*pairs):
    """Keeps all menus; proposes what the question asks about and `pairs` name."""
    def answer(_, request):
        if server.is_prune(request):
            return server.keep_all(request)
        names = {name for name, _ in server.options(request)}
        return server.changes([(name, value) for name, value in pairs if name in names])
    return answer


def run(tree, arch, folder, answer, *arguments):
    with server.Server(answer) as model:
        return autoos(tree, arch, folder, *arguments, url=model.url), model


def refusals(report) -> dict[str, str]:
    return {f"{entry['symbol']}={entry['value']}": entry["kind"] for entry in report["refused"]}


# MARK: - The key


def watched(tree, folder, arguments, url, extra):
    """Runs and looks at what /proc shows of the process; returns its output and all that was seen."""
    environment = tree.environment(folder, settings(url) | extra)
    for name in [name for name, value in environment.items() if value is None]:
        del environment[name]
    process = subprocess.Popen([interruption.oracle.tool_path(), "autoosconfig", *arguments], cwd=folder, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seen = []

    def watch():
        # The first moments show what the parent gave: before main nobody can take it away.
        time.sleep(0.3)
        while process.poll() is None:
            for name in ("environ", "cmdline"):
                try:
                    seen.append(Path(f"/proc/{process.pid}/{name}").read_bytes())
                except OSError:
                    pass
            time.sleep(0.02)
    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = process.communicate(timeout=120)
    watcher.join()
    return process.returncode, out, err, seen


def keys(tree, arch, folder):
    """A known key on all paths: nothing that is kept, printed, or shown of processes has it."""
    spelled = "".join(f"\\u{ord(character):04x}" for character in KEY)
    echoes = [lambda n, r: server.changes([(KEY, KEY)]), lambda n, r: f"my key is {KEY}, and CONFIG_{KEY}=y",
              lambda n, r: '{"changes":[{"symbol":"' + spelled + '","value":"' + spelled + '","reason":"' + spelled + '"}]}',
              lambda n, r: Reply(status=401, body=b"x" * 280 + KEY.encode() * 3),
              lambda n, r: Reply(status=500, body=json.dumps({"error": {"message": "y" * 290 + KEY}}).encode()),
              lambda n, r: Reply(body=json.dumps({"error": {"message": KEY}}).encode()),
              lambda n, r: Reply(status=307, headers={"Location": f"http://127.0.0.1:1/{KEY}"}),
              lambda n, r: Reply("slow", hang=0.5, finish=KEY)]
    problems, runs = [], 0
    file = folder.with_name(folder.name + "-file")
    for number, echo in enumerate(echoes):
        for arguments in ([], ["-v"], ["--format", "json"], ["--dry-run"], ["--no-schema"], ["--key-file", file]):
            runs += 1
            prepared(tree, arch, folder)
            file.write_text(KEY + "\n")
            file.chmod(0o600)
            extra = {"AUTOOS_LLM_KEY": None} if "--key-file" in arguments else {}
            with server.Server(echo) as model:
                code, out, err, seen = watched(tree, folder, [*arguments, "--retries", "0", "--max-visits", "2"], model.url, extra)
                headers = [header.get("Authorization") for header in model.headers]
            found = leaks(folder, out, err, *seen)
            if (folder / "record/child").read_text() == "" or (folder / "record/parent").read_text() == "":
                found.append("the macros recorded nothing")
            if "--dry-run" not in arguments and set(headers) != {f"Bearer {KEY}"}:
                found.append(f"requests with {set(headers)}")
            if code not in (0, 3):
                found.append(f"exit status {code}: {err.decode()}")
            if code == 0 and "--dry-run" not in arguments:
                config = (folder / ".config").read_bytes()
                found += replayed(tree, arch, folder, config) + leaks(folder)
            problems += [f"echo {number} {arguments}: {problem}" for problem in found]
    file.unlink()
    return problems, f"{runs} runs"


def key_files(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    problems = []
    for mode, wanted in ((0o644, "chmod 600"), (0o640, "chmod 600"), (0o600, "")):
        (folder / "key").write_text(KEY)
        (folder / "key").chmod(mode)
        result, model = run(tree, arch, folder, server.flip_one, "--key-file", folder / "key", "--fresh")
        if (result.code == 2) != bool(wanted) or wanted not in result.stderr.decode():
            problems.append(f"mode {mode:o}: exit status {result.code}, {result.stderr.decode()}")
        (folder / "key").unlink()
        problems += leaks(folder, result.stdout, result.stderr)
    return problems, ""


# MARK: - Asking nobody


def dry_run(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    result, model = run(tree, arch, folder, server.flip_one, "--dry-run", "--price-prompt", "3", "--price-completion", "15")
    without = tree.run_tool(arch, folder, ["autoosconfig", "--dry-run"])
    text = result.stdout.decode()
    problems = ["somebody was asked"] * bool(model.requests)
    for part in ("You tune the configuration", "=== propose, about ", "- HUGE (now n): Huge pages", "1. Memory\n2. Debugging",
                 " questions, about ", "at most about 0.0"):
        if part not in text:
            problems.append(f"no '{part}' in {text}")
    files = {path.name for path in folder.iterdir()} - {"cache"}
    if result.code != 0 or files != {".config_base", "record"}:
        problems.append(f"exit status {result.code}, files {files}")
    if without.stdout.decode().split("\n\n")[:-1] != text.split("\n\n")[:-1]:
        problems.append("without a server other questions are shown")
    return problems, text.splitlines()[-2]


# MARK: - Guards


def kept(tree, arch, folder):
    folder = prepared(tree, arch, folder)
    (folder / "keep").write_text("# ours\nCONFIG_DEBUG=y\nCONFIG_SIZE\n")
    answer = proposing(("DEBUG", "n"), ("SIZE", "32"), ("HUGE", "y"))
    result, _ = run(tree, arch, folder, answer, "--keep", "keep")
    problems, report = judge(tree, arch, folder, result)
    if not problems and (refusals(report) != {"DEBUG=n": "guarded", "SIZE=32": "guarded"} or len(report["changes"]) != 1):
        problems.append(f"{refusals(report)}")
    problems += replayed(tree, arch, folder, result.config)
    (folder / "keep").write_text("CONFIG_DEBUGG\n")
    result, _ = run(tree, arch, folder, answer, "--keep", "keep")
    if result.code != 2 or b"keep:1:1: error: unknown symbol DEBUGG\nhint: did you mean DEBUG?" not in result.stderr:
        problems.append(f"exit status {result.code}: {result.stderr.decode()}")
    return problems, ""


def forbidden(tree, arch, folder):
    """What is reported as harmful is written down, and is not proposed again: neither here nor as a consequence."""
    folder = prepared(tree, arch, folder)
    (folder / "forbid").write_text("CONFIG_OF_ANOTHER_KERNEL=y\n")
    answer = proposing(("FAST", "y"), ("HUGE", "y"), ("HUGE_ALWAYS", "y"))
    result, _ = run(tree, arch, folder, answer, "--forbid", "forbid", "--harmful", "FAST=y", "--harmful", "CONFIG_HUGE=y")
    problems, report = judge(tree, arch, folder, result)
    learned = "CONFIG_OF_ANOTHER_KERNEL=y\nCONFIG_FAST=y  # learned: found harmful\nCONFIG_HUGE=y  # learned: found harmful\n"
    if (folder / "forbid").read_text() != learned:
        problems.append((folder / "forbid").read_text())
    result, _ = run(tree, arch, folder, answer, "--forbid", "forbid")
    more, report = judge(tree, arch, folder, result)
    problems += more
    if not more and refusals(report) != {"FAST=y": "guarded", "HUGE=y": "guarded"}:
        problems.append(f"{refusals(report)}")
    for mode in (["--dry-run"], ["--replay", "autoos/transcript.jsonl"]):
        result, _ = run(tree, arch, folder, answer, "--forbid", "forbid", "--harmful", "DEBUG=n", *mode)
        if result.code != 2 or (folder / "forbid").read_text() != learned:
            problems.append(f"{mode} with --harmful: exit status {result.code}")
    return problems, ""


def texts(tree, arch, folder):
    problems = []
    evil = 'a"b\\c\n# CONFIG_MODULES is not set'
    for arguments, wanted in (([], "none"), (["--allow-strings"], "mine")):
        folder = prepared(tree, arch, folder)
        with server.Server(lambda n, r: server.keep_all(r) if server.is_prune(r)
                           else server.changes([("NAME", evil if n < 3 else "mine")])) as model:
            result = autoos(tree, arch, folder, *arguments, url=model.url)
        found, _ = judge(tree, arch, folder, result)
        problems += found
        if not found and f'CONFIG_NAME="{wanted}"\n'.encode() not in result.config:
            problems.append(f"{arguments}: {result.config.decode()}")
    return problems, ""


def another_prefix(tree, arch, folder):
    """Where lines begin with another prefix than CONFIG_, answers and --harmful may have it, and CONFIG_ is none."""
    folder = prepared(tree, arch, folder)
    (folder / ".config_base").write_text("BR2_TRACE=m\n")
    answers = {"HUGE": "BR2_HUGE=y\n", "DEBUG": "# BR2_DEBUG is not set\n",
               "SIZE": server.changes([("BR2_SIZE", "32"), ("CONFIG_SIZE", "8")])}

    def answer(_, request):
        if server.is_prune(request):
            return server.keep_all(request)
        names = {name for name, _ in server.options(request)}
        return next((text for name, text in answers.items() if name in names), server.changes([]))
    problems = []
    with server.Server(answer) as model:
        result = tree.run_tool(arch, folder, ["autoosconfig", "--forbid", "forbid", "--harmful", "BR2_FAST=y",
                                              "--harmful", "TRACE=n"], settings(model.url) | {"CONFIG_": "BR2_"})
    if result.code != 0:
        return [f"exit status {result.code}: {result.stderr.decode()}"], ""
    for line in ("BR2_HUGE=y", "# BR2_DEBUG is not set", "BR2_SIZE=32"):
        if line not in result.config.decode().splitlines():
            problems.append(f"{line} was proposed, but .config has\n{result.config.decode()}")
    learned = "BR2_FAST=y  # learned: found harmful\nBR2_TRACE=n  # learned: found harmful\n"
    if (folder / "forbid").read_text() != learned:
        problems.append((folder / "forbid").read_text())
    refused = refusals(json.loads((folder / "autoos/report.json").read_text()))
    if refused.get("CONFIG_SIZE=8") != "unknown":
        problems.append(f"refused: {refused}")
    return problems, ""


# MARK: - Bounds


def bounds(tree, arch, folder):
    """Each bound ends the run well, is named in the report, and a replay ends at the same place."""
    problems = []
    for name, arguments in (("visits", ["--max-visits", "2"]), ("tokens", ["--max-tokens", "700"]),
                            ("cost", ["--max-cost", "0.0007", "--price-prompt", "1", "--price-completion", "2"]),
                            ("time", ["--max-time", "1"])):
        folder = prepared(tree, arch, folder)
        with server.Server(lambda n, r: Reply(server.flip_one(n, r), hang=0.4 if name == "time" else 0)) as model:
            result = autoos(tree, arch, folder, *arguments, url=model.url)
        found, report = judge(tree, arch, folder, result)
        if not found and report["stopped"] != name:
            found.append(f"stopped by {report['stopped']}")
        if not found and f"--max-{name}" not in (folder / "autoos/report.md").read_text():
            found.append("report.md does not name the bound")
        if not found:
            # What a transcript can't tell is that an answer did not come in time.
            found += [line for line in replayed(tree, arch, folder, result.config) if name != "time" or ".config" in line]
        problems += [f"--max-{name}: {line}" for line in found]
    return problems, ""


# MARK: - Bad input


def bad_input(tree, arch, folder):
    """Exit status 2 and a way out."""
    folder = prepared(tree, arch, folder)
    (folder / "broken").write_text("{}\n")
    (folder / "list").write_text("CONFIG_DEBUG maybe\n")
    wrong = [(["--base", "nowhere"], {}, "can't read nowhere"), (["--replay", "broken"], {}, "broken:1:1: error: a transcript"),
             (["--replay", "nowhere"], {}, "can't read nowhere"), (["--keep", "list"], {}, "list:1:1: error: CONFIG_NAME"),
             (["--forbid", "nowhere"], {}, "can't read nowhere"), (["--batch", "16"], {}, "15 at most"),
             (["--max-cost", "1"], {}, "needs --price"), (["--harmful", "X=y"], {}, "needs --forbid"),
             (["--dry-run", "--replay", "broken"], {}, "exclude each other"), (["--goal", " "], {}, "a goal expected"),
             ([], {"AUTOOS_LLM_URL": "http://127.0.0.1:1/v1", "AUTOOS_LLM_MODEL": ""}, "which model"),
             ([], {"AUTOOS_LLM_URL": f"https://u:{KEY}@h/v1", "AUTOOS_LLM_MODEL": "m"}, "no user, password"),
             ([], {"AUTOOS_LLM_URL": "http://127.0.0.1:1/v1", "AUTOOS_LLM_MODEL": "m", "AUTOOS_LLM_KEY": "two words"},
              "a single word")]
    problems = []
    for arguments, extra, wanted in wrong:
        result = tree.run_tool(arch, folder, ["autoosconfig", *arguments], settings() | extra)
        complaint = result.stderr.decode()
        if result.code != 2 or wanted not in complaint or result.config is not None:
            problems.append(f"{arguments} {list(extra)}: exit status {result.code}: {complaint}")
        problems += leaks(folder, result.stdout, result.stderr)
    (folder / ".config_base").unlink()
    result = tree.run_tool(arch, folder, ["autoosconfig"])
    if result.code != 2 or b"hint: copy the .config that your machine boots with" not in result.stderr:
        problems.append(result.stderr.decode())
    return problems, ""


OPTIONS = {
    "keys": keys, "key files": key_files, "dry run": dry_run, "kept": kept, "forbidden": forbidden, "texts": texts,
    "another prefix": another_prefix,
    "bounds": bounds, "bad input": bad_input,
    "interrupted at each question": interruption.interrupted(lambda total: range(1, total + 1)),
}
