# SPDX-License-Identifier: GPL-2.0-or-later
"""Replies of somebody who means harm, by a seed: the same on every machine."""

import json
import random
import re

import server

INVENTED = ["TURBO_MODE", "CONFIG_CONFIG_SMP", "", " ", "y", "n", "<choice>", "SMP=y\nCONFIG_EVIL", "../../etc/passwd",
            "$(shell rm -rf /)", "SMP\0", "ÄÖÜ", "-1", "SMP\"", "MAKE_IT_FASTER", "ＳＭＰ", "S\u200bMP", "smp", "\u202eSMP", "A" * 5000]
VALUES = ["y", "n", "m", "Y", "yes", "", "maybe", 1, 0, 17, 64, -1, 1e300, True, False, None, ["y"], {"a": "b"}, "16",
          "0x10", "0xffffffffffffffffffff", "017", "9" * 40, "-9223372036854775808", "\"; reboot; \"", "a\nCONFIG_EVIL=y",
          "y\n# CONFIG_MODULES is not set", "$(rm -rf /)", "`id`", "/sbin/evil", "y # CONFIG_MODULES is not set", "\0",
          "is not set", "x" * 3000, "ｙ", "y\u202e", "\ud83d\ude00", "%s%n", "\\", "'", "\r\nCONFIG_EVIL=y\r\n"]
REASONS = ["fast\n# CONFIG_MODULES is not set\n| a | `b`", 7, "", "x" * 2000, "\u001b[2J", "</code><script>", None]


class Liar:
    """Answers the questions of one run; counts its replies."""

    def __init__(self, seed, names):
        self.random = random.Random(seed)
        self.names = names
        self.count = 0

    def answer(self, _, request):
        self.count += 1
        if server.is_prune(request) and self.random.random() < 0.5:
            return server.keep_all(request)
        asked = re.findall(r"(?m)^(?:- |    )([A-Z0-9_]+)(?: \(now |: )", server.question(request))
        return self.reply(asked)

    def reply(self, asked):
        items = [self.item(asked) for _ in range(self.random.randrange(12))]
        if self.random.random() < 0.2:
            items += self.contradictions(asked)
        text = json.dumps(items, ensure_ascii=self.random.random() < 0.5)
        form = self.random.randrange(9)
        if form == 0:
            return server.Reply(text[:self.random.randrange(len(text) + 1)], finish="length")
        if form == 1:
            return f"Of course!\n```json\n{{\"changes\":{text}}}\n```\nCONFIG_DEFAULT_HOSTNAME=\"evil\"\n"
        if form == 2:
            return "".join(f"CONFIG_{name}={self.value()}\n" for name in asked)
        if form == 3:
            return json.dumps({"menus": [-1, 99, "x", 2**70], "changes": items})
        if form == 4:
            return "".join(chr(self.random.choice([*range(1, 127), 0xE9, 0x202E, 0x1F600])) for _ in range(400))
        if form == 5:
            return "[" * 3000 + text
        return "{\"changes\":" + text + "}"

    def item(self, asked):
        pools = [INVENTED, self.names, asked or self.names, asked or self.names]
        name, value, reason = self.random.choice(self.random.choice(pools)), self.value(), self.random.choice(REASONS)
        form = self.random.randrange(10)
        if form == 0:
            return [name, value]
        if form == 1:
            return {"symbol": [name], "value": value}
        if form == 2:
            return {"name": f"CONFIG_{name}", "setting": value}
        return {"symbol": name, "value": value, "reason": reason}

    def contradictions(self, asked):
        name = self.random.choice(asked or self.names)
        return [{"symbol": name, "value": value, "reason": "sure"} for value in ("y", "n", "m", "y")]

    def value(self):
        return self.random.choice(["y", "n", "m"]) if self.random.random() < 0.6 else self.random.choice(VALUES)
