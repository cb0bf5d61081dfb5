#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat search` on boards/fake, where gains and faults are planted, and what it says and leaves behind.

On Linux for riscv: what helps is found and kept, what does not boot is found and left out, each configuration that was
tried is one that `conf` leaves alone, a language model's advice ends like the handbook's. On a tiny tree: killed at
random moments the search goes on and ends with the same digits; two at once, a full disk, dead boards, hangs, garbage,
random faults. Nothing that fails or does not help is ever written.

  search.py [--all] [CASE…]     --all: 1,000 random faults instead of 25
"""

import argparse
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/oracle"), str(ROOT / "Tests/autoos")]
import oracle  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402

import schemas  # noqa: E402
import server  # noqa: E402
from smollm import LIMITS, SmolLM  # noqa: E402
from slurmnode import SlurmNode  # noqa: E402
from sshnode import SSHNode  # noqa: E402

SCRATCH = oracle.BUILD / "search"
FAKE = ROOT / "boards/fake.conf"

DEFCONFIG = "arch/riscv/configs/defconfig"

# A base like a distribution's, and what is planted for it.
DISTRIBUTION = """\
include <qemu-virt>
CONFIG_HZ_1000=y
CONFIG_PSI=y
CONFIG_SCHED_AUTOGROUP=y
CONFIG_SCHEDSTATS=y
CONFIG_TASKSTATS=y
CONFIG_TASK_DELAY_ACCT=y
CONFIG_AUDIT=y
CONFIG_NET=y
"""
PLAN = """\
noise 0.2
gain all 3 CONFIG_PSI=n
gain context 8 CONFIG_SCHED_AUTOGROUP=n
gain all -4 CONFIG_HZ_100=y
gain all 2 CONFIG_HZ_250=y
culprit panic CONFIG_SCHEDSTATS=n
culprit ends CONFIG_JUMP_LABEL=y CONFIG_TASKSTATS=n
"""

# Five options, none of which hangs on another.
TINY = "".join(f'config {name}\n\tbool "option {name}"\n\tdefault y\n' for name in "ABCDE")
TINY_WISHES = [word for name in "ABCDE" for word in ("--wish", f"{name}=n")]


# --- running ----------------------------------------------------------------------------------------------------------

class Scene:
    """A folder with a base and a board, in which searches run."""

    def __init__(self, folder: Path, plan: str, tree=None, board: str = FAKE.read_text()):
        self.folder, self.tree = oracle.fresh_folder(folder), tree
        (self.folder / "plan").write_text(plan)
        (self.folder / "fake.conf").write_text(board)
        os.symlink(ROOT / "boards/fake", self.folder / "fake")
        if tree:
            (self.folder / "base.satconfig").write_text(DISTRIBUTION)
            done = self.tool("satconfig", "base.satconfig")
            if done.returncode:
                raise RuntimeError(done.stderr)
            (self.folder / ".config").rename(self.folder / ".config_base")
        else:
            (self.folder / "Kconfig").write_text(TINY)
            (self.folder / ".config_base").write_text("")

    @property
    def environment(self):
        place = {"srctree": str(self.tree.tree)} if self.tree else {"SRCARCH": "riscv"}
        return oracle.clean_environment() | place | {
            "FAKE_BOARD": str(self.folder / "plan"), "XDG_CACHE_HOME": str(SCRATCH / "cache"),
            "FAKE_STATE": str(self.folder)}

    def command(self, *arguments):
        arch = ["--arch", "riscv"] if self.tree else []
        return [str(oracle.tool_path()), arguments[0], *arch, *arguments[1:]]

    def tool(self, *arguments, timeout=600, **more):
        """more: of the environment."""
        return subprocess.run(self.command(*arguments), cwd=self.folder, env=self.environment | more, text=True,
                              capture_output=True, timeout=timeout, errors="replace")

    def search(self, *arguments, **more):
        wishes = [] if self.tree else TINY_WISHES
        return self.tool("search", "--board", "fake.conf", *wishes, *arguments, **more)

    def start(self, *arguments):
        wishes = [] if self.tree else TINY_WISHES
        return subprocess.Popen(self.command("search", "--board", "fake.conf", *wishes, *arguments), cwd=self.folder,
                                env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    @property
    def report(self):
        return json.loads((self.folder / "search/report.json").read_text())

    def database(self) -> dict:
        """All rows but what depends on the clock and on who did it."""
        with sqlite3.connect(f"file:{self.folder}/search/search.db?mode=ro", uri=True) as base:
            def rows(sql):
                return sorted(map(repr, base.execute(sql)))
            return {"round": rows("SELECT * FROM round"), "verdict": rows("SELECT * FROM verdict"),
                    "build": rows("SELECT config, image, failure FROM build"),
                    "boot": rows("SELECT image, parameters, seed, attempt, failure FROM boot"),
                    "measure": rows("SELECT * FROM measure"), "culprit": rows("SELECT * FROM culprit"),
                    "wish": rows("SELECT * FROM wish")}


def ended(done, status, *texts) -> list[str]:
    problems = [f"exit {done.returncode}, not {status}: {done.stderr[-1500:]}"] * (done.returncode != status)
    return problems + [f"does not say '{text}': {done.stderr[-800:]}" for text in texts if text not in done.stderr]


def valid_report(scene) -> list[str]:
    problems = schemas.problems("search", (scene.folder / "search/report.json").read_text())
    for name in ("report.md", "report.svg", "learned.forbid"):
        if not (scene.folder / "search" / name).stat().st_size:
            problems.append(f"{name} is empty")
    return problems


# --- on Linux ---------------------------------------------------------------------------------------------------------

def fixpoints(scene) -> tuple[list[str], int]:
    """conf leaves each configuration alone that was tried."""
    problems, count = [], 0
    folder = oracle.fresh_folder(scene.folder / "conf")
    for path in sorted((scene.folder / "search/rounds").glob("*/config")):
        shutil.copy(path, folder / ".config")
        done = scene.tree.run_conf("riscv", folder, ["--olddefconfig", "Kconfig"])
        count += 1
        if done.config != path.read_bytes():
            problems.append(f"conf changes {path}")
    return problems, count


def handbook(tree):
    scene = Scene(SCRATCH / "handbook", PLAN, tree)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = scene.search("--rounds", "48")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    problems = ended(done, 0, "to blame: SCHEDSTATS=n", "the best against the base")
    if problems:
        return problems, ""
    report = scene.report
    if set(report["changes"]) != {"PSI=n", "SCHED_AUTOGROUP=n", "HZ_250=y"}:
        problems.append(f"kept: {report['changes']}")
    found = {frozenset(culprit["changes"]) for culprit in report["culprits"]}
    if found != {frozenset({"SCHEDSTATS=n"}), frozenset({"JUMP_LABEL=y", "TASKSTATS=n"})}:
        problems.append(f"to blame: {report['culprits']}")
    best = (scene.folder / "search/best.config").read_text()
    problems += [f"best.config has {line}" for line in ("CONFIG_PSI=y", "# CONFIG_SCHEDSTATS is not set") if line in best]
    if (scene.folder / ".config").read_text() != best:
        problems.append(".config is not best.config")
    wrong, count = fixpoints(scene)
    problems += wrong + valid_report(scene)
    if "CONFIG_SCHEDSTATS=n" not in (scene.folder / "search/learned.forbid").read_text():
        problems.append("learned.forbid lacks SCHEDSTATS")
    status, shown = scene.search("--status"), scene.search("--best")
    if "confirmed: +" not in status.stdout or shown.stdout != best:
        problems.append(f"--status: {status.stdout}{status.stderr} --best: {shown.returncode} {shown.stderr}")
    again = scene.search("--rounds", "48")
    problems += ended(again, 0)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return problems, f"{len(report['rounds'])} rounds, {count} configurations, {report['boots']} boots, {seconds:.0f} s of a processor"


def model(tree):
    """A language model that proposes what the handbook would, and nonsense beside it, ends like the handbook."""
    scene = Scene(SCRATCH / "model", PLAN, tree)
    advice = {"PSI": "n", "SCHED_AUTOGROUP": "n", "SCHEDSTATS": "n", "NO_SUCH_OPTION": "y", "MMU": "n"}

    def answer(_, request):
        text = request["messages"][-1]["content"]
        if '"menus"' in text:
            return json.dumps({"menus": list(range(1, 1 + len(re.findall(r"(?m)^\d+\. ", text))))})
        names = [name for name in advice if re.search(rf"\b{name}\b", text)]
        return json.dumps({"changes": [{"name": name, "value": advice[name], "reason": "faster"} for name in names]})

    with server.Server(answer) as chat:
        done = scene.search("--rounds", "30", AUTOOS_LLM_URL=chat.url, AUTOOS_LLM_MODEL="scripted")
        told = [request for request in chat.requests if "Measured on the board so far" in str(request)]
    problems = ended(done, 0, "to blame: SCHEDSTATS=n")
    if not problems and set(scene.report["changes"]) != {"PSI=n", "SCHED_AUTOGROUP=n"}:
        problems.append(f"kept: {scene.report['changes']}")
    if not told:
        problems.append("the model was not told what was measured")
    return problems, f"{len(chat.requests)} questions, {len(told)} with measurements"


def smollm(tree):
    """Advice of a small real model costs rounds: on a board where nothing helps, nothing is kept."""
    scene = Scene(SCRATCH / "smollm", "noise 0.2\n", tree)
    # Of a small base the model says that no menu matters.
    base = tree.run_conf("riscv", oracle.fresh_folder(scene.folder / "conf"), [f"--defconfig={DEFCONFIG}", "Kconfig"])
    (scene.folder / ".config_base").write_bytes(base.config)
    with SmolLM() as url:
        done = scene.search("--rounds", "6", "--goal", "context-switch", *LIMITS, AUTOOS_LLM_URL=url,
                            AUTOOS_LLM_MODEL="smollm2")
    problems = ended(done, 1)
    if problems:
        return problems, ""
    wrong, count = fixpoints(scene)
    if count < 2:
        problems.append("the model proposed nothing that could be tried")
    if (scene.folder / ".config").exists():
        problems.append(".config was written, though nothing was confirmed")
    return problems + wrong + valid_report(scene), f"{count} configurations, {len(scene.report['rounds'])} rounds"


def bisect(tree):
    """Only the culprits, from a configuration that does not boot."""
    scene = Scene(SCRATCH / "bisect", PLAN, tree)
    base = (scene.folder / ".config_base").read_text()
    bad = base.replace("CONFIG_SCHEDSTATS=y", "# CONFIG_SCHEDSTATS is not set").replace("CONFIG_PSI=y", "# CONFIG_PSI is not set")
    (scene.folder / "bad.config").write_text(bad)
    done = scene.search("--bisect", "bad.config")
    problems = ended(done, 0, "to blame: SCHEDSTATS=n; without, the rest boots")
    problems += [] if "# CONFIG_PSI is not set" in (scene.folder / ".config").read_text() else [".config has the rest"]
    (scene.folder / "good.config").write_text(base.replace("CONFIG_PSI=y", "# CONFIG_PSI is not set"))
    done = scene.search("--bisect", "good.config", "--dir", "other")
    return problems + ended(done, 3, "builds and boots"), ""


# --- a tiny tree ------------------------------------------------------------------------------------------------------

GOOD = "noise 0.3\ngain all 5 CONFIG_A=n\ngain all -3 CONFIG_C=n\nculprit panic CONFIG_D=n\n"


def usage():
    scene = Scene(SCRATCH / "usage", GOOD)
    (scene.folder / "bad.conf").write_text("arch riscv\nfrobnicate\n")
    tool = scene.tool
    problems = ended(tool("search"), 2, "which board?") + ended(tool("search", "--board", "none"), 2, "can't read none")
    problems += ended(tool("search", "--board", "bad.conf"), 2, "bad.conf:2:1")
    problems += ended(tool("search", "--status"), 2, "there is no search")
    problems += ended(scene.search("--base", "none"), 2, "can't read none")
    problems += ended(scene.search("--budget", "soon"), 2, "--budget")
    problems += ended(scene.search("--workers", "0"), 2, "--workers: 1 to 256")
    (scene.folder / "named.conf").write_text(FAKE.read_text() + "worker board pi sh\n")
    problems += ended(tool("search", "--board", "named.conf", "--workers", "2"), 2, "named.conf names its boards")
    problems += ended(scene.search("--check-board"), 0)
    problems += ended(scene.search(), 0) + ended(scene.search("--seed", "2"), 2, "began otherwise: --seed")
    problems += ended(scene.search("--best", "--status"), 2, "exclude each other")
    return problems, ""


def killed(number: int):
    """kill -9 again and again, at moments drawn by chance: the same digits as without."""
    whole = Scene(SCRATCH / f"killed-{number}-whole", GOOD)
    problems = ended(whole.search(), 0)
    broken = Scene(SCRATCH / f"killed-{number}", GOOD)
    chance, kills, share = random.Random(number), 0, 0.05
    while True:
        process = broken.start()
        try:
            _, errors = process.communicate(timeout=chance.uniform(0.02, 0.05 + share))
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills, share = kills + 1, share * 1.05
    problems += [f"exit {process.returncode}: {errors.decode()[-800:]}"] * (process.returncode != 0)
    if not problems:
        mine, other = broken.database(), whole.database()
        problems += [f"table {name} differs" for name in other if mine[name] != other[name]]
        problems += ["best.config differs"] * ((broken.folder / "search/best.config").read_bytes()
                                               != (whole.folder / "search/best.config").read_bytes())
    return problems, f"{kills} kills"


def workers():
    """The recipes of docs/boards.md, each on this machine: the same digits as with one builder and one board."""
    plan = "noise 0.2\ngain all 3 CONFIG_B=n\ngain all -2 CONFIG_D=n\nculprit panic CONFIG_C=n\n"
    alone, many = Scene(SCRATCH / "one-worker", plan), Scene(SCRATCH / "workers", plan)
    problems = ended(alone.search(), 0)
    recipes = re.findall(r"^worker .*$", (ROOT / "docs/boards.md").read_text(), re.M)
    with SlurmNode() as slurm, SSHNode() as ssh:
        here = {"ssh pi1": f"ssh -F {ssh} pi1", "ssh big": f"ssh -F {ssh} pi1", "--sshlogin big,small": "--will-cite --sshlogin :"}
        for there, instead in here.items():
            recipes = [line.replace(there, instead) for line in recipes]
        # The environment of this process does not reach other machines.
        defines = [f"define FAKE_BOARD={many.folder}/plan", f"define FAKE_STATE={many.folder}", f"define PATH={os.environ['PATH']}"]
        file = "\n".join([re.sub(r"(?m)^(timeout \w+) .*", r"\1 120", FAKE.read_text()), *defines, ""])
        # A builder that is free gets the next build: the others are tried alone.
        for recipe in recipes:
            (many.folder / "fake.conf").write_text(file + recipe + "\n")
            problems += ended(many.tool("search", "--board", "fake.conf", "--check-board", "--dir", "alone", **slurm), 0)
        (many.folder / "fake.conf").write_text(file + "\n".join([*recipes, ""]))
        problems += ended(many.search(**slurm), 0)
    side = Scene(SCRATCH / "side-by-side", plan)
    problems += ended(side.search("--workers", "3"), 0)
    if not problems:
        problems += [f"{table} differs" for other in (many, side) for table, rows in alone.database().items()
                     if rows != other.database()[table]]
        logs = {path.name for path in (many.folder / "search/rounds").glob("*/ahead-*.log")}
        if len(recipes) < 5 or not logs:
            problems.append(f"{len(recipes)} recipes, logs {sorted(logs)}")
        with sqlite3.connect(many.folder / "search/search.db") as base:
            boards = {name for (name,) in base.execute("SELECT worker FROM boot")}
        if boards != {"pi1", "place-2"}:
            problems.append(f"boots by {boards}")
    return problems, f"{len(recipes)} recipes"


def other_program():
    """An optimiser that is asked by files; what it can't say properly is refused, and the search goes on later."""
    scene = Scene(SCRATCH / "ask", "noise 0.2\ngain all 3 CONFIG_B=n\n")
    running = subprocess.Popen(scene.command("search", "--board", "fake.conf", "--ask"), cwd=scene.folder,
                               env=scene.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    answers = ['{"changes": [{"symbol": "A", "value": "n"}]}', "what?", '{"changes": []}']
    try:
        for turn, answer in enumerate(answers[:2]):
            question = wait_for(scene.folder / f"search/ask-{turn}.json")
            if (question["turn"], len(question["measured"]) > 0) != (turn, turn > 0):
                return [f"asked: {question}"], ""
            write_at_once(scene.folder / f"search/tell-{turn}.json", answer)
        said = running.communicate(timeout=60)[1]
    finally:
        running.kill()
    problems = [f"a malformed answer: {running.returncode} {said}"] * (running.returncode != 2 or "tell-1.json" not in said)
    write_at_once(scene.folder / "search/tell-1.json", '{"changes": [{"symbol": "B", "value": "n"}, {"symbol": "X", "value": "y"}]}')
    write_at_once(scene.folder / "search/tell-2.json", answers[2])
    done = scene.tool("search", "--board", "fake.conf", "--ask", timeout=120)
    problems += ended(done, 0)
    if not problems and scene.report["changes"] != ["B=n"]:
        problems.append(f"kept: {scene.report['changes']}")
    return problems, ""


def wait_for(path, seconds=60):
    end = time.time() + seconds
    while not path.exists():
        if time.time() > end:
            raise RuntimeError(f"{path.name} never comes")
        time.sleep(0.05)
    return json.loads(path.read_text())


def write_at_once(path, text):
    path.with_suffix(".new").write_text(text)
    path.with_suffix(".new").rename(path)


def two_at_once():
    scene = Scene(SCRATCH / "two", GOOD.replace("noise", "hang 100\nnoise"), board=re.sub(r"timeout bench \d+", "timeout bench 60",
                                                                                             FAKE.read_text()))
    first = scene.start()
    try:
        limit = time.monotonic() + 30
        while not (scene.folder / "search/running").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        problems = ended(scene.search(), 2, "another search works in")
        started = time.monotonic()
        first.send_signal(signal.SIGINT)
        _, errors = first.communicate(timeout=20)
        if first.returncode != 130 or b"the same command goes on" not in errors:
            problems.append(f"SIGINT: exit {first.returncode}: {errors.decode()[-500:]}")
        if time.monotonic() - started > 10:
            problems.append("SIGINT took more than 10 s")
    finally:
        first.kill()
    # Nobody of the group is left.
    left = subprocess.run(["pgrep", "-f", str(scene.folder)], capture_output=True, text=True).stdout
    return problems + [f"left behind: {left}"] * bool(left), ""


def no_space():
    """No file may grow beyond 24 KiB: the journal can't be written any more."""
    scene = Scene(SCRATCH / "space", GOOD)
    command = " ".join(f"'{word}'" for word in scene.command("search", "--board", "fake.conf", *TINY_WISHES))
    done = subprocess.run(["sh", "-c", f"ulimit -f 48; exec {command}"], cwd=scene.folder, env=scene.environment,
                          capture_output=True, text=True, timeout=120)
    problems = ended(done, 3)
    if not re.search(r"search.db|can't write", done.stderr):
        problems.append(f"says nothing about the file: {done.stderr[-500:]}")
    return problems + ended(scene.search(), 0), ""


def same_kernels():
    """What kbuild writes into a kernel of its build, a time and a number, is the same for each build and each machine."""
    build = 'env | sed -n "s/^KBUILD_BUILD_//p" | sort >>"$BUILD/../told"; '
    board = FAKE.read_text().replace("\nbuild ", f"\nbuild {build}")
    scene = Scene(SCRATCH / "same-kernels", GOOD, board=board)
    problems = ended(scene.search(), 0)
    told = (scene.folder / "search/told").read_text().splitlines()
    names = sorted({line.split("=")[0] for line in told})
    if names != ["HOST", "TIMESTAMP", "USER", "VERSION"] or len(set(told)) != 4 or len(told) < 8:
        problems.append(f"builds were told: {sorted(set(told))}")
    return problems, f"{len(told) // 4} builds"


FAULTS = {
    "dead": ("dead local 20\n", 3, "no board is left"),
    # `reset-good` brings it back.
    "comes back": ("dead local 20\n", 0, ""),
    "hang": ("hang 100\n", 3, "the base does not boot"),
    "garbage": ("garbage 100\n", 3, "the base does not boot"),
    "base": ("culprit panic CONFIG_A=y\n", 3, "the base does not boot"),
    "build": ("no-build CONFIG_A=y\n", 3, "the base does not build"),
    "flaky": ("flaky 5\n", 0, ""),
    "sometimes full": ("full 0\n", 0, ""),
    "all bad": ("".join(f"culprit ends CONFIG_{name}=n\n" for name in "ABCE"), 1, "to blame: A=n"),
    "nothing helps": ("gain all -9 CONFIG_A=n\n", 1, ""),
}


def fault(name: str):
    plan, status, text = FAULTS[name]
    board = FAKE.read_text()
    if name == "dead":
        board = "".join(line for line in board.splitlines(keepends=True) if not line.startswith("reset-good"))
    scene = Scene(SCRATCH / f"fault-{name.replace(' ', '-')}", GOOD + plan, board=board)
    done = scene.search()
    problems = ended(done, status, *[text] * bool(text))
    if status and (scene.folder / "search/best.config").exists():
        problems.append("there is a best.config")
    return problems, ""


# --- random faults ----------------------------------------------------------------------------------------------------

def drawn(chance) -> tuple[str, dict, list]:
    """A plan; what each set of options gains, as a logarithm; which sets do not boot or build."""
    lines, gains, bad = ["noise " + chance.choice(["0.1", "0.3"])], {}, []
    for _ in range(chance.randint(0, 4)):
        names = chance.sample("ABCDE", chance.choice([1, 1, 2]))
        percent = chance.choice([-8, -4, 4, 8])
        lines.append(f"gain all {percent} " + " ".join(f"CONFIG_{name}=n" for name in names))
        key = frozenset(names)
        gains[key] = gains.get(key, 0) + math.log(1 + percent / 100)
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        names = chance.sample("ABCDE", chance.choice([1, 1, 2, 3]))
        how = chance.choice(["culprit panic", "culprit ends", "no-build"])
        lines.append(f"{how} " + " ".join(f"CONFIG_{name}=n" for name in names))
        bad.append(frozenset(names))
    lines += [line for line in (f"flaky {chance.choice([2, 5])}", f"garbage {chance.choice([1, 2])}", f"full {chance.choice([5, 20])}",
                                "dead local 60", f"drift {chance.choice([0.02, 0.1])}") if chance.random() < 0.2]
    return "\n".join(lines) + "\n", gains, bad


def random_fault(number: int):
    chance = random.Random(number)
    plan, gains, bad = drawn(chance)
    scene = Scene(SCRATCH / f"random-{number}", plan)
    done = scene.search("--seed", str(number))
    best, problems = scene.folder / "search/best.config", []
    if done.returncode not in (0, 1, 3):
        problems.append(f"exit {done.returncode}")
    if done.returncode == 3 and "kconfig-sat: " not in done.stderr:
        problems.append("no message")
    if "Fatal" in done.stderr or "error: '" in done.stderr:
        problems.append("it crashed")
    if best.exists() != (done.returncode == 0):
        problems.append(f"exit {done.returncode}, and best.config is {'there' if best.exists() else 'missing'}")
    elif best.exists():
        off = set(re.findall(r"# CONFIG_(\w) is not set", best.read_text()))
        problems += [f"kept although it fails: {sorted(names)}" for names in bad if names <= off]
        if sum(gain for names, gain in gains.items() if names <= off) <= 0:
            problems.append(f"kept although it gains nothing: {sorted(off)}")
    if problems:
        return [f"plan: {' | '.join(plan.splitlines())}", *problems, done.stderr[-1500:]], ""
    shutil.rmtree(scene.folder)
    return [], f"exit {done.returncode}"


# --- all of it --------------------------------------------------------------------------------------------------------

def main() -> int:
    parser = argparse.ArgumentParser(description="kconfig-sat search on the fake board")
    parser.add_argument("case", nargs="*", help="parts of names")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    cases = {"usage": usage, "two at once": two_at_once, "other program": other_program, "workers": workers, "no space": no_space,
             "same kernels": same_kernels}
    for number in range(1, 11 if options.all else 3):
        cases[f"killed {number}"] = lambda number=number: killed(number)
    for name in FAULTS:
        cases[f"fault: {name}"] = lambda name=name: fault(name)
    for number in range(1, 1001 if options.all else 26):
        cases[f"random {number}"] = lambda number=number: random_fault(number)
    try:
        tree = oracle.Oracle(oracle.VERSIONS[0])
        tree.prepare(["riscv"], say)
    except oracle.OracleError as error:
        fail_early(error)
    cases |= {"handbook": lambda: handbook(tree), "model": lambda: model(tree), "smollm": lambda: smollm(tree),
              "bisect": lambda: bisect(tree)}
    chosen = [name for name in cases if not options.case or any(part in name for part in options.case)]
    return summarize(run_cases(chosen, lambda name: cases[name]()))


if __name__ == "__main__":
    sys.exit(main())
