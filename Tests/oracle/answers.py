#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers that somebody would give who knows the kernel, on a real tree; and who is asked before much is lost.

  maintainer  GPIOLIB for LEDS_GPIO, USB=y for USB_STORAGE=y, nothing switched off for CRYPTO_LIB_AES=m, the one option of a
              file, not what selects it
  ways        VIRTIO and REGMAP_I2C have no prompt: conf confirms each way that is listed
  off         a wish to switch something off: no fix that is listed loses less than the first
  losses      more than 20 options lost: not without --yes or an answer on a terminal
  choice      on a terminal a fix is chosen by its number
  texts       a text that nobody asked for has its default, also when time runs out

  answers.py [-g GROUP]…
"""

import argparse
import json
import os
import pty
import subprocess

import oracle
from report import fail_early, run_cases, say, summarize
from wishes import values

SCRATCH = oracle.BUILD / "answers"
ARCH = "x86"
DEFCONFIG = "arch/x86/configs/x86_64_defconfig"


class Answers:
    def __init__(self, tree):
        self.tree = tree
        folder = oracle.fresh_folder(SCRATCH / "start")
        self.alldef = tree.recall_conf(ARCH, folder, ["--alldefconfig", "Kconfig"]).config
        self.defconfig = tree.recall_conf(ARCH, folder, [f"--defconfig={DEFCONFIG}", "Kconfig"]).config

    def folder(self, name, config=None):
        folder = oracle.fresh_folder(SCRATCH / name)
        if config is not None:
            (folder / ".config").write_bytes(config)
        return folder

    def fixes(self, folder, *arguments) -> list[dict]:
        done = self.tree.run_tool(ARCH, folder, ["fix", "--format", "json", *arguments])
        answer = json.loads(done.stdout) if done.code == 0 else {}
        if not answer.get("fixes"):
            raise RuntimeError(f"fix {arguments}: exit {done.code}: {done.stderr.decode()[:500]}")
        return answer["fixes"]

    def first(self, name, config, *arguments) -> dict:
        return self.fixes(self.folder(name, config), *arguments)[0]

    def conf(self, name, config, lines) -> dict[str, str]:
        """What conf makes of a configuration with more lines."""
        folder = self.folder(name, config + "".join(line + "\n" for line in lines).encode())
        return values(self.tree.run_conf(ARCH, folder, ["--olddefconfig", "Kconfig"]).config)

    # MARK: - Groups

    def maintainer(self):
        problems = []
        leds = {edit["symbol"] for edit in self.first("leds", self.alldef, "LEDS_GPIO=m")["edits"]}
        if leds != {"LEDS_GPIO", "GPIOLIB", "MODULES", "NEW_LEDS", "LEDS_CLASS"}:
            problems.append(f"LEDS_GPIO=m: {sorted(leds)}")
        # None that is an odd way to have what the first one has.
        ways = self.fixes(self.folder("mouse", self.alldef), "USB_STORAGE=y")
        if any(edit["symbol"] == "MOUSE_APPLETOUCH" for fix in ways for edit in fix["edits"]):
            problems.append("USB_STORAGE=y by a mouse that selects USB")
        usb = self.tree.run_tool(ARCH, self.folder("usb-file", self.alldef), [
            "compiled", "--format", "json", "drivers/usb/storage/usb.c"])
        told = [edit["symbol"] for edit in json.loads(usb.stdout)["files"][0]["fix"]["edits"]]
        if told != [edit["symbol"] for edit in ways[0]["edits"]]:
            problems.append(f"compiled says {told}, fix says {ways[0]['edits']}")
        modular = self.alldef + b"CONFIG_MODULES=y\nCONFIG_SCSI=y\nCONFIG_USB=m\n"
        usb = {edit["symbol"]: edit["new"] for edit in self.first("usb", modular, "USB_STORAGE=y")["edits"]}
        if usb != {"USB_STORAGE": "y", "USB": "y"}:
            problems.append(f"USB_STORAGE=y: {usb}")
        problems += self.usb_fragment()
        aes = self.first("aes", self.defconfig, "CRYPTO_LIB_AES=m")
        off = [change["symbol"] for change in aes["edits"] + aes["consequences"] if change["new"] == "n"]
        if off:
            problems.append(f"CRYPTO_LIB_AES=m switches off {off[:5]}, {len(off)} in all")
        folder = self.folder("kunit", self.defconfig)
        done = self.tree.run_tool(ARCH, folder, ["compiled", "--format", "json", "fs/ext4/inode-test.c"])
        fix = json.loads(done.stdout)["files"][0].get("fix") or {}
        kunit = {edit["symbol"] for edit in fix.get("edits", [])}
        if kunit != {"EXT4_KUNIT_TESTS", "KUNIT"}:
            problems.append(f"fs/ext4/inode-test.c: {sorted(kunit)}")
        return problems, "5 examples"

    def usb_fragment(self) -> list[str]:
        """The same as lines of a fragment, of which one says m."""
        folder = self.folder("usb-fragment")
        (folder / "base").write_bytes(self.alldef + b"CONFIG_MODULES=y\n")
        (folder / "usb.config").write_text("CONFIG_USB_STORAGE=y\n")
        self.tree.run_tool(ARCH, folder, ["lint", "--config", "base", "--fragment", "usb.config", "--fix", "add"])
        added = values((folder / "add").read_bytes())
        if added.get("USB", "y") != "y" or "USB_COMMON" in added or not set(added) <= {"USB", "SCSI", "USB_SUPPORT"}:
            return [f"lint adds {added} for USB_STORAGE=y"]
        return []

    def ways(self):
        problems, count = [], 0
        for target, arguments in (("VIRTIO", ["-v"]), ("REGMAP_I2C", [])):
            config = self.alldef
            fixes = self.fixes(self.folder("ways", config), f"{target}=y", *arguments)
            leads = [fix.get("by", {}).get("symbol") for fix in fixes]
            if None in leads or len(set(leads)) != len(leads) or len(leads) < 4:
                problems.append(f"{target}: brought about by {leads}")
            for fix in fixes:
                after = self.conf("ways-conf", config, [edit["line"] for edit in fix["edits"]])
                if after.get(target) != "y":
                    problems.append(f"{target}: not with {[edit['line'] for edit in fix['edits']]}")
            count += len(fixes)
        return problems, f"{count} ways"

    def off(self):
        problems = []
        for wish in ("CRC32=n", "DRM_KMS_HELPER=n"):
            fixes = self.fixes(self.folder("off", self.defconfig), wish)
            losses = [len(fix["lost"]) for fix in fixes]
            if losses[0] != min(losses):
                problems.append(f"{wish}: losses {losses}")
        return problems, ""

    def losses(self):
        wish = ["fix", "NET=n", "--apply"]
        folder = self.folder("losses", self.defconfig)
        refused = self.tree.run_tool(ARCH, folder, wish)
        problems = self.untouched(refused.config, "without --yes")
        if refused.code != 1 or b"--yes" not in refused.stderr:
            problems.append(f"without --yes: exit {refused.code}: {refused.stderr.decode()}")
        for answer, code in (("n", 1), ("", 1), (None, 1)):
            problems += self.talk(folder, [*wish, "--choose", "1"], [answer], code)
            problems += self.untouched(oracle.read_config(folder), f"answer {answer}")
        for arguments, answers in (([*wish, "--choose", "1"], ["y"]), ([*wish, "--yes"], [])):
            (folder / ".config").write_bytes(self.defconfig)
            problems += self.talk(folder, arguments, answers, 0)
            if values(oracle.read_config(folder)).get("NET", "n") != "n":
                problems.append(f"{arguments} {answers}: nothing was written")
        return problems, ""

    def choice(self):
        wish = ["fix", "assert E1000 || VIRTIO_NET", "--apply"]
        folder = self.folder("choice", self.alldef)
        second = self.tree.run_tool(ARCH, folder, [*wish, "--choose", "2"]).config
        first = self.tree.run_tool(ARCH, self.folder("choice-first", self.alldef), wish).config
        problems = [] if first != second else ["two fixes that are one"]
        for answers, code, wanted in ((["9", "x", "2"], 0, second), ([""], 0, first), (["n"], 1, self.alldef),
                                      ([None], 1, self.alldef)):
            (folder / ".config").write_bytes(self.alldef)
            problems += self.talk(folder, wish, answers, code)
            if oracle.read_config(folder) != wanted:
                problems.append(f"answers {answers}: another .config than asked for")
        return problems, ""

    def texts(self):
        """The first configuration found, and one whose search is ended: no text that stands for any other."""
        problems = []
        for options in (["--objective", "any"], ["--timeout", "0.4"], []):
            folder = self.folder("texts")
            (folder / "x.satconfig").write_text("include <qemu-q35>\ninclude <busybox>\n")
            done = self.tree.run_tool(ARCH, folder, ["satconfig", *options, "x.satconfig"])
            if done.code != 0:
                # Nothing may have been found in so short a time.
                problems += [] if options[:1] == ["--timeout"] and done.code == 3 else [f"{options}: {done}"]
                continue
            found = values(done.config)
            for name, default in (("CMDLINE", None), ("INITRAMFS_SOURCE", '""'), ("EXTRA_FIRMWARE", None), ("LOCALVERSION", '""')):
                if found.get(name, default) not in (default, '""'):
                    problems.append(f"{options}: {name}={found[name]}")
        return problems, ""

    # MARK: - A terminal

    def talk(self, folder, arguments, answers, code) -> list[str]:
        """Runs it on a terminal of its own; None is the end of the input."""
        inner, outer = pty.openpty()
        environment = self.tree.environments[ARCH] | self.tree.replay | {"PWD": str(folder)}
        process = subprocess.Popen([oracle.tool_path(), *arguments], cwd=folder, env=environment, stdin=outer,
                                   stdout=outer, stderr=subprocess.PIPE)
        os.close(outer)
        seen = ""
        for answer in answers:
            seen += self.read_question(inner)
            os.write(inner, b"\x04" if answer is None else answer.encode() + b"\n")
        seen += self.read_question(inner, to_end=True)
        errors = process.stderr.read().decode()
        done = process.wait(oracle.TIMEOUT)
        os.close(inner)
        return [] if done == code else [f"{arguments} {answers}: exit {done}: {seen[-300:]} {errors}"]

    @staticmethod
    def read_question(inner, to_end=False) -> str:
        """What is written until a question waits for its answer."""
        seen = b""
        while to_end or not seen.endswith(b"] "):
            try:
                part = os.read(inner, 4096)
            except OSError:  # what Linux gives when the other end is closed
                break
            if not part:
                break
            seen += part
        return seen.decode(errors="replace")

    def untouched(self, config, when) -> list[str]:
        return [] if config == self.defconfig else [f"{when}: .config is not as it was"]


def main() -> int:
    groups = ("maintainer", "ways", "off", "losses", "choice", "texts")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--group", action="append", choices=groups, help="this group only; may be repeated")
    options = parser.parse_args()
    try:
        tree = oracle.Oracle("6.12")
        tree.prepare([ARCH], say)
        tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    answers = Answers(tree)
    return summarize(run_cases(options.group or groups, lambda group: getattr(answers, group)()))


if __name__ == "__main__":
    raise SystemExit(main())
