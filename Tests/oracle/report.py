# SPDX-License-Identifier: GPL-2.0-or-later
"""What the test programs share: running cases on all cores, progress lines, the summary line."""

import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed


def say(line: str):
    print(line, flush=True)


def run_cases(cases, check, workers=None) -> dict:
    """Runs `check(case)` for all cases on all cores, or on `workers`, one progress line each.

    check returns (problems, note): lines that make the case fail, and a text for its progress line.
    A case that raises has failed too. Returns {case: problems}, in the order of `cases`."""
    problems, total, start = {}, len(cases), time.monotonic()
    pool = ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1)
    try:
        futures = {pool.submit(check, case): case for case in cases}
        for number, future in enumerate(as_completed(futures), 1):
            case = futures[future]
            problems[case], note = outcome(future)
            word = "FAILED" if problems[case] else "ok"
            say(f"[{number:3}/{total} {time.monotonic() - start:4.0f}s] {word:6} {case}  {note}")
            for line in problems[case]:
                say(f"    {line}")
    finally:
        pool.shutdown(cancel_futures=True)
    return {case: problems[case] for case in cases}


def outcome(future):
    try:
        return future.result()
    except Exception:  # a crash of the harness is a failed case, with its trace
        return traceback.format_exc().splitlines(), ""


def summarize(problems: dict) -> int:
    """Names what failed, prints the last line, returns the exit status."""
    failed = [case for case, lines in problems.items() if lines]
    for case in failed:
        say(f"FAILED {case}")
    say(f"{len(problems) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def fail_early(error):
    """Ends the program for want of a tool, a tree or the binary: status 3."""
    print(f"{sys.argv[0]}: error: {error}", file=sys.stderr)
    sys.exit(3)
