# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases of matrix.py: closed policies, builds that go on where they were killed, reviews by key, other forms of policies."""

import json
import os
import pty
import re
import signal
import subprocess
import time

import oracle

SCRATCH = oracle.BUILD / "matrix"


def tool(tree, arch, folder, *words, codes=(0,)):
    done = tree.run_tool(arch, folder, ["matrix", *words])
    if done.code not in codes:
        raise AssertionError(f"{folder}: matrix {' '.join(words)}: exit {done.code}: {done.stderr.decode()[-2000:]}")
    return done


def expected(tree, arch, folder, config: bytes) -> bytes:
    (folder / ".config").write_bytes(config)
    return tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"]).config


def small(tree, arch, label):
    """A matrix of three cells, built."""
    folder = oracle.fresh_folder(SCRATCH / label)
    (folder / "p.satconfig").write_text(
        "CONFIG_NET=y  # everywhere\nwhen flavour=a\n  CONFIG_INET=y\nend\nwhen flavour!=a\n  # CONFIG_INET is not set\nend\n"
        "weak CONFIG_NO_SUCH_THING=y\n")
    (folder / ".satmatrix").write_text(
        "".join(f"cell {name} flavour={name} output=out/{name} p.satconfig\n" for name in "abc"))
    tool(tree, arch, folder, "build")
    return folder, {name: (folder / "out" / name).read_bytes() for name in "abc"}


# What is closed

def judge_closed(tree, arch):
    """A closed policy gives nothing until each prompt is decided or reviewed; then what conf makes of its lines."""
    folder, first = small(tree, arch, f"{tree.version}-{arch}-closed")
    policy = folder / "p.satconfig"
    text = policy.read_text()
    policy.write_text(text + "CONFIG_MODULES=y\nwhen flavour=c\n  closed\nend\n")
    problems = []
    refused = tool(tree, arch, folder, "build", codes=(1,))
    if b"p.satconfig:11:3: error: the policy is closed, and " not in refused.stderr or b"hint: " not in refused.stderr:
        problems.append(f"{folder}: it is not said why: {refused.stderr.decode()[:300]}")
    if any((folder / "out" / name).read_bytes() != first[name] for name in "abc"):
        problems.append(f"{folder}: something is written though a closed cell is undecided")
    going = tool(tree, arch, folder, "build", "--keep-going", "--format", "json", codes=(1,))
    states = {cell["cell"]: (cell["outcome"], cell["state"]) for cell in json.loads(going.stdout)["cells"]}
    if states != {"a": ("built", "written"), "b": ("built", "written"), "c": ("undecided", "failed")} or b" c\n" not in going.stderr:
        problems.append(f"{folder}: --keep-going: {states} {going.stderr.decode()[-200:]}")
    listed = json.loads(tool(tree, arch, folder, "review", "--format", "json").stdout)["roots"]
    if len(listed) < 100 or any(one["kind"] != "undecided" or one["cells"] != ["c"] for one in listed):
        problems.append(f"{folder}: {len(listed)} undecided ones")
    tool(tree, arch, folder, "review", "--accept")
    if tool(tree, arch, folder, "review", "--fail-on", "undecided").stdout != b"nothing is to be decided\n":
        problems.append(f"{folder}: what is accepted is told again")
    tool(tree, arch, folder, "build")
    if (folder / "out/c").read_bytes() != expected(tree, arch, folder, b"CONFIG_NET=y\n# CONFIG_INET is not set\nCONFIG_MODULES=y\n"):
        problems.append(f"{folder}: the reviewed cell is not what conf makes")
    reviewed = policy.read_text()
    policy.write_text("\n".join(line for line in reviewed.split("\n") if not line.endswith(" CONFIG_" + listed[0]["symbol"])))
    refused = tool(tree, arch, folder, "build", codes=(1,))
    if f"CONFIG_{listed[0]['symbol']} is neither decided nor reviewed".encode() not in refused.stderr:
        problems.append(f"{folder}: a missing review is not missed")
    return problems, f"{len(listed)} prompts"


# Going on

def judge_resumed(tree, arch):
    """Killed while it solves: what is done is not done again. What was cut off in the keeping is."""
    folder, _ = small(tree, arch, f"{tree.version}-{arch}-resumed")
    policy = folder / "p.satconfig"
    policy.write_text(policy.read_text() + "when flavour!=a\n  assert E1000E\nend\n")
    cache = folder / "cache"
    environment = oracle.clean_environment() | tree.environments[arch] | {"XDG_CACHE_HOME": str(cache)}
    command = [oracle.tool_path(), "matrix", "build", "--jobs", "1", "--format", "json"]

    def kept():
        return sorted((cache / "kconfig-sat").glob("*.cell"))

    def build():
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=oracle.TIMEOUT)
        if done.returncode:
            raise AssertionError(f"{folder}: exit {done.returncode}: {done.stderr.decode()[-500:]}")
        return {cell["cell"]: cell for cell in json.loads(done.stdout)["cells"]}

    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(kept()) < 2 and child.poll() is None:
        time.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = len(kept())
    cells = build()
    problems = []
    if child.returncode != -signal.SIGKILL or before not in (2, 3):
        problems.append(f"{folder}: it was not killed in the middle: {child.returncode}, {before} kept")
    if sum(cell["kept"] for cell in cells.values()) != before or cells["b"]["plain"]:
        problems.append(f"{folder}: {before} were done, but {cells}")
    outputs = {name: (folder / "out" / name).read_bytes() for name in "abc"}
    # Damaged or gone: done again, with the same result. Another policy: done again.
    kept()[0].write_bytes(kept()[0].read_bytes()[:1000])
    kept()[1].unlink()
    again = build()
    if sum(cell["kept"] for cell in again.values()) != 1 or any(cell["differ"] for cell in again.values()):
        problems.append(f"{folder}: damaged results: {again}")
    policy.write_text(policy.read_text() + "when flavour=a\n  CONFIG_MODULES=y\nend\n")
    changed = build()
    if [name for name, cell in changed.items() if not cell["kept"]] != ["a"] or not changed["a"]["differ"]:
        problems.append(f"{folder}: a change of a: {changed}")
    if any((folder / "out" / name).read_bytes() != outputs[name] for name in "bc"):
        problems.append(f"{folder}: what is kept gives something else")
    environment["KCONFIG_SAT_CACHE"] = "off"
    if any(cell["kept"] or cell["differ"] for cell in build().values()):
        problems.append(f"{folder}: without the cache something else comes out")
    return problems, f"{before} of 3 were done"


# Deciding by key

OLD = """config NET
	bool "network"
config CARD
	bool "a card"
	depends on NET
config OLDNAME
	bool "the very same question"
config DROPPED
	bool "a thing of the past"
config SOLO
	bool "alone"
"""
NEW = """config NET
	bool "network"
config FANCY
	bool "fancy cards"
config CARD
	bool "a card"
	depends on NET && FANCY
config SOLO
	bool "alone"
config NEWNAME
	bool "the very same question"
	depends on !SOLO
config EXTRA
	bool "extra"
	default y
config MORE
	tristate "more"
	default m
config MODULES
	bool "modules"
	modules
	default y
config RING
	int "entries"
	default 5
"""
POLICY = """CONFIG_NET=y  # everywhere
CONFIG_CARD=y  # our card
CONFIG_OLDNAME=y  # asked for
CONFIG_SOLO=y
when flavour=a
  CONFIG_DROPPED=y
end
"""


def run(folder, *words, codes=(0,)):
    done = subprocess.run([oracle.tool_path(), "matrix", *words], cwd=folder, env=oracle.clean_environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=oracle.TIMEOUT)
    if done.returncode not in codes:
        raise AssertionError(f"{folder}: matrix {' '.join(words)}: exit {done.returncode}: {done.stderr[-1000:]}")
    return done


def talk(folder, words, answers, variables=None):
    """Runs it on a terminal. The answers are by the options asked about, one a question; 's' to all others. A list has the keys that
    are taken where they are offered, the first one first; reasons are not given then."""
    inner, outer = pty.openpty()
    process = subprocess.Popen([oracle.tool_path(), "matrix", *words], cwd=folder, env=oracle.clean_environment() | (variables or {}),
                               stdin=outer, stdout=outer, stderr=subprocess.PIPE)
    os.close(outer)
    seen, rest = "", {name: list(lines) for name, lines in answers.items()} if isinstance(answers, dict) else None
    while True:
        try:
            part = os.read(inner, 4096)
        except OSError:  # what Linux gives when the other end is closed
            break
        if not part:
            break
        seen += part.decode(errors="replace")
        if seen.endswith("] "):
            question = seen[-300:][seen[-300:].rfind("\n") + 1:]
            if rest is None:
                answer = next((key[0] for key in answers if f" {key}" in question), "" if "why?" in question else "s")
            else:
                asked = re.findall(r"(?m)^[\d-]+/\d+ +(\w+)", seen)[-1]
                answer = rest[asked].pop(0) if rest.get(asked) else "s"
            os.write(inner, answer.encode() + b"\n")
            seen += "\n"
    errors = process.stderr.read().decode()
    os.close(inner)
    return process.wait(oracle.TIMEOUT), seen, errors


def judge_decided():
    folder = oracle.fresh_folder(SCRATCH / "decided")
    for name, text in (("old", OLD), ("new", NEW)):
        (folder / name).mkdir()
        (folder / name / "Kconfig").write_text(text)
    policy = folder / "p.satconfig"
    policy.write_text(POLICY)
    (folder / ".satmatrix").write_text("".join(f"cell {name} flavour={name} tree=new output=out/{name} p.satconfig\n" for name in "ab"))
    problems = []
    refused = run(folder, "review", "--from", "old", "--decide", codes=(2,))
    if "on a terminal" not in refused.stderr or policy.read_text() != POLICY:
        problems.append(f"{folder}: --decide without a terminal: {refused.stderr}")
    answers = {"in": ["z", "e"], "OLDNAME": ["?", "r"], "DROPPED": ["d"], "CARD": ["x", "w"], "EXTRA": ["a"], "MORE": ["y", "it is fast"],
               "RING": ["v", "many", "v", "9", ""], "NEWNAME": ["w"]}
    code, seen, errors = talk(folder, ["review", "--from", "old", "--decide"], answers)
    wanted = """CONFIG_NET=y  # everywhere
weak CONFIG_CARD=y  # our card
weak CONFIG_NEWNAME=y  # asked for
CONFIG_SOLO=y
when flavour=a
end

# Decided by matrix review

CONFIG_MORE=y  # it is fast
CONFIG_RING=9
"""
    text = policy.read_text()
    if code or not text.startswith(wanted) or not text.rstrip().endswith(" CONFIG_EXTRA") or "7 decided, 1 left" not in seen:
        problems.append(f"{folder}: exit {code}: {errors}\n{text}\n{seen[-1500:]}")
    # The new name excludes another line: that is asked about once the answer is known.
    asked = seen[seen.find("what these answers bring"):] if "what these answers bring" in seen else ""
    if not all(one in asked for one in ("NEWNAME", "because", "p.satconfig:4: you require CONFIG_SOLO=y")):
        problems.append(f"{folder}: a new name that excludes a line: {asked[:500]}")
    left = json.loads(run(folder, "review", "--from", "old", "--format", "json").stdout)["roots"]
    open_ones = [one["symbol"] for one in left if not one["reviewed"] and not one["settled"]]
    if open_ones != ["MODULES"]:
        problems.append(f"{folder}: still open: {open_ones}")
    run(folder, "build")
    return problems, "7 decisions"


# Other forms

TREE = """config NET
	bool "network"
config CARD
	tristate "a card"
	depends on NET
	default m
config SPEED
	int "speed"
	default 1
config NAME
	string "name"
config FRESH
	bool "fresh"
	default y
config MODULES
	bool "modules"
	modules
	default y
"""
ARK = {
    "priority.fedora": "ORDER=common fedora pending-fedora\nx86_64=generic:generic-x86\nx86_64-debug=generic:generic-x86:debug\n",
    "common/generic/CONFIG_NET": "# we need it\nCONFIG_NET=y\n",
    "common/generic/CONFIG_MODULES": "CONFIG_MODULES=y\n",
    "common/generic/CONFIG_NAME": 'CONFIG_NAME="a # b"\n',
    "common/generic/x86/CONFIG_CARD": "CONFIG_CARD=m\n",
    "common/debug/CONFIG_CARD": "# CONFIG_CARD is not set\n",
    "fedora/generic/CONFIG_SPEED": "CONFIG_SPEED=7\n",
    "pending-fedora/generic/CONFIG_FRESH": "# CONFIG_FRESH:\n# Symbol: FRESH [=y]\n# Type  : bool\nCONFIG_FRESH=y\n",
}
SYZKALLER = {
    "main.yml": "instances:\n - a: [kasan, x86_64]\n - b: [x86_64]\nincludes:\n - base.yml: []\n - kasan.yml: [kasan]\n",
    "bits/base.yml": 'config:\n # all\n - NET\n - CARD: n\n - NAME: "x"\n - GONE: [optional]\n',
    "bits/kasan.yml": "config:\n - CARD: [override]\n - SPEED: 9\n",
}


def files_below(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def configs(folder):
    return {file.name: [line for line in file.read_text().split("\n") if line and not line.startswith("#\n")]
            for file in sorted((folder / "configs").iterdir())}


def lines_of(outputs, name):
    return {line for line in outputs[name] if "CONFIG_" in line}


def judge_forms():
    """ARK's folders and syzkaller's declarations: what is built of them, and that a folder that is written says the same."""
    folder = oracle.fresh_folder(SCRATCH / "forms")
    problems = []
    for name in ("ark", "again", "syz", "fragments", "layers"):
        files_below(folder / name, {"Kconfig": TREE, "arch/x86/Kconfig": ""})
    files_below(folder / "ark/redhat", ARK)
    files_below(folder / "syz/linux", SYZKALLER)
    run(folder / "ark", "import", "ark", "redhat")
    refused = run(folder / "ark", "build", codes=(1,))
    if "CONFIG_FRESH is neither decided nor reviewed; it is 'CONFIG_FRESH=y' (Kconfig:" not in refused.stderr:
        problems.append(f"{folder}: what is pending is not undecided: {refused.stderr}")
    run(folder / "ark", "export", "ark", "--output", str(folder / "again/redhat"))
    run(folder / "ark", "export", "ark", "--output", str(folder / "again/redhat"), codes=(2,))
    run(folder / "ark", "review", "--accept")
    run(folder / "ark", "build")
    built = configs(folder / "ark")
    common = {"CONFIG_NET=y", "CONFIG_SPEED=7", 'CONFIG_NAME="a # b"', "CONFIG_FRESH=y", "CONFIG_MODULES=y"}
    if lines_of(built, "x86_64-fedora.config") != common | {"CONFIG_CARD=m"} \
            or lines_of(built, "x86_64-debug-fedora.config") != common | {"# CONFIG_CARD is not set"}:
        problems.append(f"{folder}: ark: {built}")
    run(folder / "again", "import", "ark", "redhat")
    policy = (folder / "again/policy.satconfig").read_text()
    if "# pending CONFIG_FRESH=y" not in policy or "CONFIG_NET=y  # we need it" not in policy:
        problems.append(f"{folder}: again: {policy}")
    run(folder / "again", "review", "--accept")
    run(folder / "again", "build")
    if configs(folder / "again") != built:
        problems.append(f"{folder}: what is written says something else")
    run(folder / "ark", "export", "fragments", "--output", "parts")
    index = dict(line.split(" ", 1) for line in (folder / "ark/parts/fragments").read_text().split("\n")[1:] if line)
    parts = {cell: "".join((folder / "ark/parts" / name).read_text() for name in names.split() if "=" not in name) for cell, names in index.items()}
    files_below(folder / "fragments", {".satmatrix": "".join(f"cell {cell} output=configs/{cell}.config {cell}\n" for cell in parts), **parts})
    run(folder / "fragments", "build")
    if configs(folder / "fragments") != built:
        problems.append(f"{folder}: fragments: {parts}")
    run(folder / "layers", "import", "fragments", "../ark/parts/fragments")
    run(folder / "layers", "build")
    if configs(folder / "layers") != built or "CONFIG_NET=y  # we need it" not in (folder / "layers/policy.satconfig").read_text():
        problems.append(f"{folder}: layers: {configs(folder / 'layers')}")
    told = run(folder / "syz", "import", "syzkaller", "linux/main.yml")
    run(folder / "syz", "build", "--silent")
    built = configs(folder / "syz")
    common = {"CONFIG_NET=y", 'CONFIG_NAME="x"', "CONFIG_FRESH=y", "CONFIG_MODULES=y"}
    if lines_of(built, "a.config") != common | {"CONFIG_CARD=y", "CONFIG_SPEED=9"} \
            or lines_of(built, "b.config") != common | {"# CONFIG_CARD is not set", "CONFIG_SPEED=1"} or "2 cells" not in told.stdout:
        problems.append(f"{folder}: syzkaller: {built}")
    return problems, ""
