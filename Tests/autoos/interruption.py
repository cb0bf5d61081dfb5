# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGINT in the middle of an exchange; the next run goes on and ends as one that was never interrupted."""

import shutil
import signal
import subprocess
import time

import oracle
import server
from runs import autoos, judge, leaks, prepared, settings
from server import Reply


def environment(tree, arch, folder, url):
    if hasattr(tree, "environment"):
        return tree.environment(folder, settings(url))
    return tree.environments[arch] | tree.replay | settings(url) | {"PWD": str(folder)}


def start(tree, arch, folder, arguments, url):
    return subprocess.Popen([oracle.tool_path(), "autoosconfig", *arguments], cwd=folder,
                            env=environment(tree, arch, folder, url), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def stopped_at(tree, arch, folder, arguments, question, port):
    """Runs until that question is asked, then SIGINT. Returns problems."""
    def answer(number, request):
        return Reply("", hang=30) if number == question else server.flip_one(number, request)
    with server.Server(answer, port) as model:
        process = start(tree, arch, folder, arguments, model.url)
        while len(model.requests) < question and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
    problems = leaks(folder, complaints)
    if process.returncode != 130 or (folder / ".config").exists() or b"interrupted" not in complaints:
        problems.append(f"at {question}: exit status {process.returncode}: {complaints.decode()}")
    return problems


def interrupted(places, *arguments):
    """Interrupted once at each of the questions that `places` names, all in the same run."""
    def check(tree, arch, folder):
        folder = prepared(tree, arch, folder)
        other = prepared(tree, arch, folder.with_name(folder.name + "-whole"))
        with server.Server(server.flip_one) as model:
            port, whole = model.port, autoos(tree, arch, other, *arguments, url=model.url)
            total = len(model.requests)
        problems, answered = [], 0
        for place in places(total):
            problems += stopped_at(tree, arch, folder, arguments, place - answered, port)
            answered = place - 1
        with server.Server(server.flip_one, port) as model:
            result = autoos(tree, arch, folder, *arguments, url=model.url)
            asked = len(model.requests)
        problems += judge(tree, arch, folder, result)[0]
        if result.config != whole.config:
            problems.append("the resumed run ends elsewhere")
        if asked != total - answered:
            problems.append(f"{asked} questions instead of the {total - answered} that were left")
        shutil.rmtree(other)
        return problems, f"{total} questions, interrupted at {list(places(total))}"
    return check
