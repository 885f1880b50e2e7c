#!/usr/bin/env python3
"""Reads generated recordings with one job and with several, in turn, and tells how many times faster that is.

usage: jobs.py TOOL [--jobs N] [--bytes SIZE] [--rounds R] [--floor RATIO] [FILE...]

Without files, recordings of SIZE bytes (256M unless told) of the mixes `session` and `done` are written, read once, so
that they come from the page cache, and removed at the end. A round is one run with one job and one with N (2 unless
told); the ratio told is the median over the rounds, of which there are R (9 unless told), and beside it is the ratio of
processor time, which tells of waste even where other programs take the processors. With --floor, a ratio below it fails.
What is told with one job and with N is compared, always.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

CLOCKS = ("seconds", "bytes_per_second", "events_per_second")


def run(tool, jobs, path):
    """What was told, and the seconds that it took by the clock and by the processors."""
    begun = time.perf_counter()
    process = subprocess.Popen([tool, "stats", "--json", "--jobs", str(jobs), path], stdout=subprocess.PIPE)
    told = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{path}: exit status {process.returncode}")
    for clock in CLOCKS:
        told.pop(clock)
    return told, seconds, usage.ru_utime + usage.ru_stime


def compare(tool, name, path, args):
    """Prints a line about the file, and gives the ratio."""
    size, rounds = os.path.getsize(path), []
    expected = run(tool, 1, path)[0]
    for _ in range(args.rounds):
        alone, together = run(tool, 1, path), run(tool, args.jobs, path)
        if (alone[0], together[0]) != (expected, expected):
            sys.exit(f"{name}: {args.jobs} jobs tell something else than one")
        rounds.append((alone[1] / together[1], together[2] / alone[2], alone[1]))
    ratio, cost, seconds = (statistics.median(column) for column in zip(*rounds))
    low, high = min(r[0] for r in rounds), max(r[0] for r in rounds)
    print(
        f"{name}: {size / seconds / 1e9:.2f} GB/s with one job; {ratio:.2f} times that with {args.jobs} "
        f"({low:.2f} to {high:.2f} in {args.rounds} rounds), with {cost:.2f} times the processor time",
        flush=True,
    )
    return ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--bytes", default="256M")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--floor", type=float, default=0.0)
    args = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(args.tool))) as folder:
        files = [(path, path) for path in args.files]
        for mix in () if files else ("session", "done"):
            path = os.path.join(folder, mix)
            with open(path, "wb") as out:
                subprocess.run([args.tool, "generate", "--mix", mix, "--bytes", args.bytes], stdout=out, check=True)
            files.append((mix, path))
        slow = [name for name, path in files if compare(args.tool, name, path, args) < args.floor]
    if slow:
        sys.exit(f"less than {args.floor} times as fast with {args.jobs} jobs: {', '.join(slow)}")


if __name__ == "__main__":
    main()
