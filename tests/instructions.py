#!/usr/bin/env python3
"""Counts the instructions of an event on the paths that are to be fast, and compares them with those on record.

usage: instructions.py [--record] [PATH...]

They are counted by valgrind (callgrind) on the AVX2 kernels, which it knows, and while frames are decoded only, so that
they do not depend on the machine. On record are those of one rustc, in instructions.tsv beside this file: where a path
takes 3 % more or less, it fails; where another rustc is used, or on a processor without AVX2, the numbers are printed
and nothing fails. --record writes what was counted, for a commit of its own that says why.

Whatever is on record, a frame that the direct lane declines at its last byte may cost at most 1.4 times what the tape lane
alone costs; and decoding may take at most 1.4 times as many where nothing is optimised across units of code as where all
is: users build as they like, and no kernel may fall apart.
"""

import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests" / "instructions.tsv"
CHANGE = 0.03
DECLINED = 1.4
APART = 1.4


def output(*words, **options):
    run = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, **options)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, words[:3]))}: exit status {run.returncode}")
    return run.stdout


def build(**profile):
    """Builds the paths as the tool is built, or by another profile, and tells where they are."""
    words = ["cargo", "bench", "--locked", "--no-run", "--features", "generate,testing", "--bench", "instructions"]
    environment = os.environ | {f"CARGO_PROFILE_BENCH_{name}": value for name, value in profile.items()}
    for line in output(*words, "--message-format", "json-render-diagnostics", env=environment).splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-artifact" and message["target"]["name"] == "instructions":
            return message["executable"]
    sys.exit("cargo has not built the paths")


def count(program, path, folder):
    """Instructions an event."""
    out = pathlib.Path(folder) / "out"
    words = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}", "--toggle-collect=*measured*"]
    environment = os.environ | {"RTWIRE_KERNEL": "avx2"}
    events = int(output(*words, program, path, env=environment))
    lines = out.read_text(encoding="utf-8", errors="replace").splitlines()
    total = next(int(line.split()[1]) for line in lines if line.startswith(("summary:", "totals:")))
    return total / events


def recorded():
    """The rustc and the paths on record."""
    if not RECORD.exists():
        return "", {}
    first, *rows = RECORD.read_text(encoding="utf-8").splitlines()
    return first.removeprefix("# "), {path: float(number) for path, number in (row.split("\t") for row in rows)}


def main():
    words = sys.argv[1:]
    record = "--record" in words
    wanted = [word for word in words if word != "--record"]
    if any(word.startswith("-") for word in wanted):
        sys.exit(__doc__)
    flags = pathlib.Path("/proc/cpuinfo")
    if platform.machine() != "x86_64" or not flags.exists() or "avx2" not in flags.read_text(encoding="utf-8").split():
        return print("no AVX2, nothing is counted")
    if shutil.which("valgrind") is None:
        return print("no valgrind, nothing is counted")
    rustc, known = output("rustc", "--version").strip(), recorded()
    program = build()
    counts, wrong = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for path in wanted or output(program, "--list").split():
            counts[path] = round(count(program, path, folder), 1)
            before = known[1].get(path)
            change = counts[path] / before - 1 if before else None
            print(f"{path:24} {counts[path]:>12,.1f}", "new" if change is None else f"{change:+.2%}", flush=True)
            if change is None or abs(change) > CHANGE:
                wrong.append(f"{path}: {counts[path]:,.1f} instructions an event, on record are {before}")
    slow = []
    for path in counts:
        tape = counts.get(path.replace("declined/", "declined_tape/"))
        if path.startswith("declined/") and tape:
            ratio = counts[path] / tape
            print(f"{path}: {ratio:.2f} times the tape lane alone")
            if ratio > DECLINED:
                slow.append(f"{path}: declined at the last byte, {ratio:.2f} times the tape lane alone")
    by_unit = [path for path in counts if path.startswith("decode/")]
    if by_unit:
        program = build(LTO="off", CODEGEN_UNITS="16")
        with tempfile.TemporaryDirectory() as folder:
            for path in by_unit:
                ratio = count(program, path, folder) / counts[path]
                print(f"{path}: {ratio:.2f} times as many, each unit of code optimised alone", flush=True)
                if ratio > APART:
                    slow.append(f"{path}: {ratio:.2f} times the instructions where units of code are optimised alone")
    if record:
        rows = (known[1] if known[0] == rustc else {}) | counts
        RECORD.write_text(f"# {rustc}\n" + "".join(f"{path}\t{number}\n" for path, number in rows.items()), encoding="utf-8")
    elif known[0] != rustc:
        print(f"on record is {known[0] or 'nothing'}, and this is {rustc}: look at the numbers, and record them anew")
    else:
        slow = wrong + slow
    if slow:
        sys.exit("\n".join(slow))


if __name__ == "__main__":
    main()
