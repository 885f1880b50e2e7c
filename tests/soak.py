#!/usr/bin/env python3
"""Sends gigabytes of lines through `rtwire stats -`, and sees that memory stays flat and nothing is lost.

usage: soak.py TOOL [BYTES]    (4e9 unless given)

The sample is repeated and varied: ids, numbers and lengths differ from block to block.
"""

import itertools
import json
import pathlib
import random
import re
import subprocess
import sys

MOST = 100 << 20  # bytes of resident memory


def blocks(frames):
    """Eight blocks of about 8 MB, each a different variation of the sample."""
    for seed in range(8):
        shuffled, out, size = random.Random(seed), [], 0
        while size < 8_000_000:
            for frame in frames:
                digits = str(shuffled.randrange(10**6)).encode()
                line = re.sub(rb'"event_id":"event_', rb'"event_id":"event_' + digits, frame)
                line = re.sub(rb'"delta":"', rb'"delta":"' + b"x" * shuffled.randrange(200), line)
                out.append(line)
                size += len(line) + 1
        yield b"\n".join(out) + b"\n", len(out)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    want = int(float(sys.argv[2])) if len(sys.argv) > 2 else 4_000_000_000
    samples = sorted(pathlib.Path(__file__).parent.glob("data/session_*.ndjson"))
    frames = [line for sample in samples for line in sample.read_bytes().splitlines() if line]
    varied = list(blocks(frames))
    run = subprocess.Popen([sys.argv[1], "stats", "--json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    sent = lines = 0
    for block, count in itertools.cycle(varied):
        if sent >= want:
            break
        run.stdin.write(block)
        sent += len(block)
        lines += count
    # While it still waits for more: the peak since it began, which the kernel keeps.
    status = pathlib.Path(f"/proc/{run.pid}/status").read_text()
    resident = int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024
    run.stdin.close()
    stats = json.loads(run.stdout.read())
    status = run.wait()
    print(
        f"{sent} bytes, {lines} lines: {stats['events']} events, {stats['bad_lines']} bad, {stats['seconds']:.1f} s,"
        f" {resident / 1e6:.1f} MB resident at most"
    )
    sys.exit(status != 0 or stats["events"] != lines or stats["bytes"] != sent or resident > MOST)


if __name__ == "__main__":
    main()
