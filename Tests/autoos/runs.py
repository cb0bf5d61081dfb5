# SPDX-License-Identifier: GPL-2.0-or-later
"""One run of autoosconfig, and what must hold after it."""

import json
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import oracle  # noqa: E402

SCRATCH = oracle.BUILD / "autoos"
KEY = "sk-autoos-test-0123456789"
DEFCONFIGS = {"x86": "x86_64_defconfig", "riscv": "defconfig", "arm64": "defconfig"}
TIMEOUT = 900


def prepared(tree, arch, folder):
    """A folder with the tree's own defconfig as .config_base."""
    oracle.fresh_folder(folder)
    if hasattr(tree, "base"):
        tree.base(folder)
        return folder
    source = tree.tree / "arch" / tree.environments[arch]["SRCARCH"] / "configs" / DEFCONFIGS[arch]
    shutil.copyfile(source, folder / ".config_base")
    return folder


def settings(url=None) -> dict[str, str]:
    extra = {"no_proxy": "*", "AUTOOS_LLM_KEY": KEY}
    return extra | {"AUTOOS_LLM_URL": url, "AUTOOS_LLM_MODEL": "scripted"} if url else extra


def autoos(tree, arch, folder, *arguments, url=None):
    return tree.run_tool(arch, folder, ["autoosconfig", *arguments], settings(url), TIMEOUT)


# MARK: - What must hold


def values(config: bytes) -> dict[str, str]:
    found = dict(re.findall(r"(?m)^CONFIG_(\w+)=(.*)$", config.decode()))
    return found | {name: "n" for name in re.findall(r"(?m)^# CONFIG_(\w+) is not set$", config.decode())}


def conf_settles(tree, arch, folder, config: bytes) -> tuple[bytes, str]:
    (oracle.fresh_folder(folder) / ".config").write_bytes(config)
    result = tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])
    return result.config, result.stderr.decode()


def leaks(folder, *texts: bytes, key=KEY) -> list[str]:
    problems = [f"the key is in {path}" for path in folder.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]
    return problems + ["the key is in the output"] * any(key.encode() in text for text in texts)


def judge(tree, arch, folder, result) -> tuple[list[str], dict]:
    """What must hold after every run that ends well; also its report."""
    if result.code != 0:
        return [f"exit status {result.code}", *result.stderr.decode().splitlines()[-15:]], {}
    report = json.loads((folder / "autoos/report.json").read_text())
    problems = leaks(folder, result.stdout, result.stderr)
    settled, complaints = conf_settles(tree, arch, folder / "conf", result.config)
    if settled != result.config:
        problems.append("conf --olddefconfig changes the result")
    base, base_complaints = conf_settles(tree, arch, folder / "base", (folder / ".config_base").read_bytes())
    if complaints and complaints != base_complaints:
        problems += ["conf complains:", *complaints.splitlines()[:10]]
    checked = tree.run_tool(arch, folder / "conf", ["check", "--strict", "--verify"])
    if checked.code != 0:
        problems += ["check --strict --verify:", *(checked.stdout + checked.stderr).decode().splitlines()[:10]]
    problems += unexplained(values(base), values(result.config), report)
    return problems + incomplete(folder, report), report


def unexplained(old, new, report) -> list[str]:
    named = set()
    for change in report["changes"]:
        named |= {change["symbol"], *(entry["symbol"] for entry in change["consequences"])}
    changed = {name for name in old.keys() | new.keys() if old.get(name, "n") != new.get(name, "n")}
    problems = [f"{name} changed and no proposal says why" for name in sorted(changed - named)]
    return problems + [f"{change['symbol']} is not {change['new']}" for change in report["changes"]
                       if new.get(change["symbol"], "n").strip('"') != change["new"]]


def retraced(tree, arch, folder, report, most=10) -> list[str]:
    """The first steps again by conf: given the proposal and the values that had to change with it, it must come to
    what the report says of that step, and what is said to follow by itself must do so. Ends at the first that does
    not."""
    base = (folder / "base/.config").read_bytes()
    lines = values(base)
    for change in report["changes"][:most]:
        steps = [{"symbol": change["symbol"], "new": quoted(lines, change), "cause": "wish"}, *change["consequences"]]
        given = {name: value for name, value in lines.items() if name not in {step["symbol"] for step in steps}}
        given |= {step["symbol"]: step["new"] for step in steps if step["cause"] != "automatic"}
        settled, _ = conf_settles(tree, arch, folder / "retraced", config_text(given))
        found = values(settled)
        wanted = lines | {step["symbol"]: step["new"] for step in steps}
        differing = sorted(name for name in found.keys() | wanted.keys()
                           if found.get(name, "n") != wanted.get(name, "n").replace("no line", "n"))
        if differing:
            return [f"{change['symbol']}={change['new']}: by conf {name} is {found.get(name, 'n')}, by the report "
                    f"{wanted.get(name, 'n')}" for name in differing[:10]]
        lines = found
    is_result = most < len(report["changes"]) or lines == values((folder / ".config").read_bytes())
    return [] if is_result else ["the last step is not the result"]


def quoted(lines, change) -> str:
    return f'"{change["new"]}"' if lines.get(change["symbol"], "").startswith('"') else change["new"]


def config_text(lines: dict[str, str]) -> bytes:
    return "".join(f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n"
                   for name, value in sorted(lines.items()) if value != "no line").encode()


def incomplete(folder, report) -> list[str]:
    text = (folder / "autoos/report.md").read_text()
    missing = [change["symbol"] for change in report["changes"] if change["symbol"] not in text]
    counts = report["counts"]
    wrong = counts["accepted"] != len(report["changes"]) or counts["refused"] != len(report["refused"])
    return [f"report.md does not name {name}" for name in missing] + ["the counts are wrong"] * wrong


def replayed(tree, arch, folder, config: bytes) -> list[str]:
    """The transcript again: the same .config, the same reports."""
    (folder / ".config").unlink()
    transcript = folder / "autoos/transcript.jsonl"
    result = tree.run_tool(arch, folder, ["autoosconfig", "--replay", transcript, "--output", "replayed"])
    if result.code != 0:
        return [f"--replay: exit status {result.code}", *result.stderr.decode().splitlines()[-5:]]
    problems = [] if result.config == config else ["--replay gives another .config"]
    return problems + [f"--replay gives another {name}" for name in ("report.md", "report.json")
                       if (folder / "replayed" / name).read_bytes() != (folder / "autoos" / name).read_bytes()]
