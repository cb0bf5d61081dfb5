# SPDX-License-Identifier: GPL-2.0-or-later
"""An independent reading of `.satconfig` files: which hard lines does a `.config` not meet?

It knows no Kconfig. A symbol that .config doesn't name counts as n (or as the empty text)."""

import re
from dataclasses import dataclass
from pathlib import Path

TRISTATE = {"n": 0, "m": 1, "y": 2}


@dataclass(frozen=True)
class Requirement:
    origin: str  # FILE:LINE
    kind: str  # value, match or assert
    subject: str  # symbol name, pattern or expression
    values: tuple[str, ...] = ()


def read(path: Path) -> list[Requirement]:
    """The hard requirements of a file and of those it includes. The last line for a symbol wins."""
    last, others = {}, []
    for requirement in lines_of(Path(path)):
        if requirement.kind == "value":
            last[requirement.subject] = requirement
        else:
            others.append(requirement)
    return [*last.values(), *others]


def lines_of(path: Path):
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        origin = f"{path.name}:{number}"
        unset = re.match(r"# CONFIG_(\w+) is not set\s*$", raw)
        line = without_comment(raw).strip()
        if unset:
            yield Requirement(origin, "value", unset.group(1), ("n",))
        elif match := re.match(r"CONFIG_(\w+)=(.*)$", line):
            yield Requirement(origin, "value", match.group(1), values_of(match.group(2)))
        elif match := re.match(r"match\s+(\S+)\s+([ynm])$", line):
            yield Requirement(origin, "match", match.group(1), (match.group(2),))
        elif match := re.match(r"assert\s+(.+)$", line):
            yield Requirement(origin, "assert", match.group(1))
        elif match := re.match(r"include\s+(\S+)$", line):
            yield from lines_of(path.parent / match.group(1))
        elif line and not line.startswith("prefer "):
            raise ValueError(f"{origin}: this checker does not understand: {line}")


def without_comment(line: str) -> str:
    """Cuts ` # …` outside quotes, and lines that are a comment."""
    if line.startswith("#"):
        return ""
    inside = re.match(r'((?:[^"#]|"(?:\\.|[^"\\])*"|(?<!\s)#)*)', line)
    return inside.group(1) if inside else line


def values_of(text: str) -> tuple[str, ...]:
    if text.startswith('"'):
        return (unquoted(text),)
    return tuple(text.split("|"))


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def values_in(config: bytes) -> dict[str, str]:
    """The values in a .config; those set to n are left out."""
    found = re.finditer(r"^CONFIG_(\w+)=(.*)$", config.decode(), re.MULTILINE)
    return {match.group(1): unquoted(match.group(2)) for match in found}


def enabled(config: bytes) -> int:
    return len(re.findall(rb"^CONFIG_\w+=[ym]$", config, re.MULTILINE))


def violations(requirements, config: bytes) -> list[str]:
    values = values_in(config)
    broken = []
    for requirement in requirements:
        if (reason := why_broken(requirement, values)) is not None:
            broken.append(f"{requirement.origin}: {requirement.kind} {requirement.subject} "
                          f"{'|'.join(requirement.values)}: {reason}")
    return broken


def why_broken(requirement, values) -> str | None:
    if requirement.kind == "assert":
        return None if Expression(requirement.subject, values).value() else "not fulfilled"
    if requirement.kind == "match":
        wrong = [name for name, value in values.items() if value in TRISTATE
                 and value not in requirement.values and re.search(requirement.subject, f"CONFIG_{name}")]
        return f"not so for {len(wrong)}: {', '.join(wrong[:8])}" if wrong else None
    actual = values.get(requirement.subject, "n")
    accepted = {canonical(value) for value in requirement.values}
    return None if canonical(actual) in accepted else f"is {actual}"


def canonical(value: str):
    return int(value, 16) if re.fullmatch(r"0[xX][0-9a-fA-F]+", value) else value


class Expression:
    """A Kconfig expression over given values: !, comparisons, && and ||, parentheses."""

    def __init__(self, text, values):
        self.tokens = re.findall(r'&&|\|\||[!<>]=|[=<>!()]|"[^"]*"|[\w.-]+', text)
        self.values = values

    def value(self) -> int:
        result = self.either()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return result

    def take(self, *wanted):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def either(self) -> int:
        result = self.both()
        while self.take("||"):
            result = max(result, self.both())
        return result

    def both(self) -> int:
        result = self.single()
        while self.take("&&"):
            result = min(result, self.single())
        return result

    def single(self) -> int:
        if self.take("!"):
            return 2 - self.single()
        if self.take("("):
            result = self.either()
            if not self.take(")"):
                raise ValueError("missing )")
            return result
        left = self.operand()
        operator = self.take("=", "!=", "<", ">", "<=", ">=")
        return self.compare(left, operator, self.operand()) if operator else TRISTATE.get(left, 0)

    def operand(self) -> str:
        token = self.tokens.pop(0)
        if token.startswith('"') or token in TRISTATE or token[0].isdigit():
            return token.strip('"')
        return self.values.get(token, "n")

    @staticmethod
    def compare(left, operator, right) -> int:
        pair = [TRISTATE.get(side, side) for side in (left, right)]
        pair = [int(side, 0) if isinstance(side, str) and re.fullmatch(r"-?\d+|0x\w+", side) else side
                for side in pair]
        if not all(isinstance(side, int) for side in pair):
            pair = [left, right]
        first, second = pair
        results = {"=": first == second, "!=": first != second, "<": first < second,
                   ">": first > second, "<=": first <= second, ">=": first >= second}
        return 2 if results[operator] else 0
