# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that fail in every way there is: each case ends well with a report, or with status 3 and nothing written."""

import json
import re
import time

import server
from runs import KEY, autoos, judge, leaks, prepared
from server import Reply


def bounded(tree, arch, folder, answer, *arguments):
    folder = prepared(tree, arch, folder)
    with server.Server(answer) as model:
        started = time.monotonic()
        result = autoos(tree, arch, folder, *arguments, url=model.url)
        return folder, result, model, time.monotonic() - started


def tolerated(answer, wanted, *arguments, stopped="complete", within=None):
    """The run ends well and the report has the pattern among its problems."""
    def check(tree, arch, folder):
        folder, result, _, seconds = bounded(tree, arch, folder, answer, *arguments)
        problems, report = judge(tree, arch, folder, result)
        if not problems and not any(re.search(wanted, text) for text in report["problems"]):
            problems.append(f"no problem like '{wanted}' in {report['problems'][:5]}")
        if not problems and report["stopped"] != stopped:
            problems.append(f"the run ended by {report['stopped']}, not {stopped}")
        if within and seconds > within:
            problems.append(f"it took {seconds:.0f} s")
        return problems, f"{seconds:.0f} s"
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
    folder, result, model, seconds = bounded(tree, arch, folder, answer)
    problems, report = judge(tree, arch, folder, result)
    if seconds < 4:
        problems.append(f"no pauses of 2 s each: {seconds:.1f} s")
    if result.stderr.count(b"trying again in 2 s") != 2:
        problems.append(result.stderr.decode())
    if not problems and len(model.requests) != report["usage"]["exchanges"] + 2:
        problems.append("the number of requests is wrong")
    return problems, ""


def field_refused(tree, arch, folder):
    """A server without response_format is asked without it from then on."""
    def answer(number, request):
        if "response_format" in request:
            return Reply(status=400, body=b'{"error":{"message":"response_format: json_schema is not supported"}}')
        return server.flip_one(number, request)
    folder, result, model, _ = bounded(tree, arch, folder, answer)
    problems, report = judge(tree, arch, folder, result)
    refused = sum("response_format" in request for request in model.requests)
    if not problems and (refused != 2 or not report["changes"]):
        problems.append(f"{refused} requests with the field")
    return problems, ""


def plain_first(then):
    """An ordinary answer to the first question, then what is asked for."""
    return lambda number, request: server.flip_one(number, request) if number == 1 else then(number, request)


def always(reply):
    return lambda number, request: reply


def envelope(**members):
    return Reply(body=json.dumps(members).encode())


CUT = Reply('{"changes":[{"symbol":"FAST","value":"y","reason":"x"},{"sym', finish="length")
NONSENSE = [("choices a text", {"choices": "none"}), ("choices of numbers", {"choices": [1, 2]}),
            ("content a number", {"choices": [{"message": {"content": 7}}]}),
            ("message a list", {"choices": [{"message": ["x"]}]}),
            ("usage a text", {"choices": [{"message": {"content": None}}], "usage": "lots"})]

FAULTS = {
    "cut off by length": tolerated(plain_first(always(CUT)), "cut off at the limit"),
    "null content": tolerated(plain_first(always(Reply(None, stream=False))), "no content"),
    "no choices": tolerated(plain_first(always(envelope(choices=[]))), "no choices"),
    "prose": tolerated(plain_first(always("I would rather not.")), "no changes that can be read"),
    "wrong types": tolerated(plain_first(always('{"changes":[{"symbol":1,"value":{}}]}')), "no symbol or no usable value"),
    "error with status 200": tolerated(plain_first(always(envelope(error={"message": "overloaded"}))), "reports: overloaded"),
    "ten megabytes": tolerated(plain_first(always("x" * 10_000_000)), "larger than"),
    "ten megabytes in one line": tolerated(plain_first(always(Reply(body=b"{" * 10_000_000))), "larger than"),
    "not JSON": given_up(always(Reply(body=b"<html>Sign in</html>")), "no chat completion"),
    "empty body": given_up(always(Reply(body=b"")), "no chat completion"),
    "list for a body": given_up(always(Reply(body=b"[1]")), "no chat completion"),
    "hangs": given_up(always(Reply("", hang=20)), "after 2 tries", "--model-timeout", "1"),
    "hangs beyond the time": tolerated(plain_first(always(Reply("", hang=20))), "before the time was over", "--max-time", "2",
                                       stopped="time", within=15),
    "drips beyond the time": tolerated(plain_first(always(Reply("x" * 2000, drip=0.2))), "before the time was over",
                                       "--max-time", "2", stopped="time", within=15),
    "busy beyond the time": tolerated(plain_first(always(Reply(status=429, headers={"Retry-After": "90"}))),
                                      "before the time was over", "--max-time", "3", stopped="time", within=15),
    "cut connection": given_up(always(Reply("hello", cut=True)), "after 2 tries"),
    "wrong key": given_up(always(Reply(status=401, body=b'{"error":{"message":"bad key ' + KEY.encode() + b'"}}')),
                          r"401: bad key \[key\]"),
    "always busy": given_up(always(Reply(status=500, body=b"{}")), "status 500.*after 2 tries"),
    "redirect": given_up(always(Reply(status=307, body=b"", headers={"Location": "http://127.0.0.1:1/"})), "status 307"),
    "retried": retried, "field refused": field_refused,
} | {name: tolerated(plain_first(always(envelope(**members))), "no choices|no content") for name, members in NONSENSE}
