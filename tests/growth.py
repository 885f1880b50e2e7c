#!/usr/bin/env python3
"""Makes frames that mean to cost much four times as large, and sees that the tool's work grows as they do.

usage: growth.py TOOL

Instructions are counted by valgrind (callgrind), so that the numbers are the same on a busy machine. Where there is no
valgrind, processor time is taken instead, of frames sixteen times as large and with more room.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# How many times as large the frame, and how many times the work at most. Where a thirtieth of it grows with the square,
# four times the frame is 4.4 times the work; a clock's time is of a machine that does other things.
TIMES, RATIO = 4, 4.4
TIMES_BY_CLOCK, RATIO_BY_CLOCK = 16, 81
DELTA = b'{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"'
ITEMS = b'{"type":"response.done","response":{"output":['


RESPONSE = b'{"type":"response.done","response":{"id":"resp_#","status":"completed","usage":{"total_tokens":#}}}'
ITEM = b'{"content":[{"text":"t~","type":"text"}],"type":"message"},'


def numbered(before, unit, times, after):
    return before + b"".join(unit.replace(b"#", b"%d" % n) for n in range(times)) + after


def lines(unit, times):
    return numbered(b"", unit + b"\n", times, b"")


HALF = rb'{"type":"t#","\ud83d":1~},'


def refused_behind_drift(times):
    """An event with many unknown fields, and many that have one and are refused."""
    return numbered(b'{"type":"error"', wide(b',"x#":1~', 20), times, b"}\n") + lines(b'{"y#":1,"type":"response.text.delta"}', times)


def wide(unit, width):
    """The unit with zeros for `~`: see SHAPES."""
    return unit.replace(b"~", b"0" * (width - len(unit) + 1))


# (name, command, parts at the first size, how a frame of so many parts is made). A frame of more than half a MiB is looked
# at once more before it is parsed, and one of more than 262,144 keys and values is refused: so that only the size is
# another, every frame is longer than that, and what is to be read has fewer nodes.
SHAPES = [
    ("arrays", "check", 50_000, lambda n: b'{"type":"error","x":' + b"[" * n + b"]" * n + b"}"),
    ("objects", "check", 120_000, lambda n: b'{"type":"error","x":' + b'{"a":' * n + b"1" + b"}" * n + b"}"),
    ("known keys", "check", 30_000, lambda n: b'{"type":"error"' + wide(b',"event_id":"~"', 20) * n + b"}"),
    ("wrong shapes", "stats", 30_000, lambda n: b'{"type":"error"' + wide(b',"event_id":7~', 20) * n + b"}"),
    ("wrong shapes, apart", "stats", 30_000, lambda n: b'{"type":"error","event_id":7' + wide(b',"x":1~', 20) * n + b"}"),
    ("bodies", "stats", 14_000, lambda n: b'{"type":"response.done"' + wide(b',"response":{"id":7~}', 40) * n + b"}"),
    ("unknown keys", "stats", 28_000, lambda n: numbered(b'{"type":"error"', wide(b',"x#":1~', 20), n, b"}")),
    ("an unknown key", "stats", 30_000, lambda n: b'{"type":"error"' + wide(b',"x":1~', 20) * n + b"}"),
    ("too many keys", "check", 300_000, lambda n: numbered(b'{"type":"error"', b',"x#":1', n, b"}")),
    ("numbers", "check", 55_000, lambda n: b'{"type":"error","x":[' + wide(b"1~,", 10) * n + b"1]}"),
    ("numbers for items", "stats", 55_000, lambda n: ITEMS + wide(b"1~,", 10) * n + b"1]}}"),
    ("items", "stats", 5_000, lambda n: ITEMS + wide(ITEM, 120) * n + b"{}]}}"),
    ("unknown items", "stats", 12_000, lambda n: numbered(ITEMS, wide(b'{"x":"~","type":"t#"},', 50), n, b"{}]}}")),
    ("a text", "check", 500_000, lambda n: DELTA + b"words " * n + b'"}'),
    ("escapes", "check", 300_000, lambda n: DELTA + rb"\u00e9" * n + b'"}'),
    ("half pairs", "stats", 100_000, lambda n: DELTA + rb"\ud83d" * n + b'"}'),
    ("half pairs, apart", "stats", 20_000, lambda n: numbered(b'{"type":"error"', wide(rb',"x#":"~\ud83d"', 30), n, b"}")),
    ("a fault at the end", "check", 500_000, lambda n: DELTA + b"words " * n + b'"]'),
    ("a fault behind items", "check", 12_000, lambda n: ITEMS + wide(b'{"type":"message","id":"~"},', 45) * n + b"{}]}]"),
    ("types", "stats", 10_000, lambda n: lines(b'{"type":"t#"}', n)),
    ("drift", "stats", 10_000, lambda n: lines(b'{"type":"error","x#":1}', n)),
    ("drift, refused", "stats", 10_000, lambda n: lines(b'{"x#":1,"type":"response.text.delta"}', n)),
    ("drift before what is refused", "stats", 28_000, refused_behind_drift),
    ("half pairs in unknown items", "stats", 12_000, lambda n: numbered(ITEMS, wide(HALF, 50), n, b"{}]}}")),
    ("words", "stats", 10_000, lambda n: lines(b'{"type":"response.done","response":{"status":"s#"}}', n)),
    ("translated sound", "redact --audio", 28_000, lambda n: b'{"type":"session.output_audio.delta"' + wide(b',"delta":"AAA~"', 20) * n + b"}"),
    ("what is redacted", "redact --audio --text", 5_000, lambda n: ITEMS + wide(ITEM, 120) * n + b"{}]}}"),
    ("paths of what is redacted", "redact --path=x[].y", 20_000, lambda n: b'{"type":"error","x":[' + wide(b'{"y":"~"},', 30) * n + b"1]}"),
    ("responses", "meter", 4_000, lambda n: lines(RESPONSE, n)),
    ("decoded", "decode", 2_000, lambda n: lines(RESPONSE, n)),
    ("bad lines", "check", 10_000, lambda n: lines(b'{"type":"error","x#":', n)),
]


def instructions(tool, command, text, folder):
    handle, out = tempfile.mkstemp(dir=folder)
    os.close(handle)
    words = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", tool, *command.split(), "-"]
    run = subprocess.run(words, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr.decode())
    with open(out, encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(("summary:", "totals:")))


def nanoseconds(tool, command, text, folder):
    file = os.path.join(folder, "input")
    with open(file, "wb") as out:
        out.write(text)

    def once():
        with open(file, "rb") as source:
            run = subprocess.Popen([tool, *command.split(), "-"], stdin=source, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        if run.returncode not in (0, 1):
            sys.exit(f"exit status {run.returncode}")
        return int(usage.ru_utime * 1e9)

    return min(once() for _ in range(3))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tool, exact = sys.argv[1], shutil.which("valgrind") is not None
    work = instructions if exact else nanoseconds
    worst, wrong = 0, []
    # What a run without a frame costs is no part of it; nor is the noise of a clock.
    floor = 0 if exact else 5_000_000
    times, allowed = (TIMES, RATIO) if exact else (TIMES_BY_CLOCK, RATIO_BY_CLOCK)
    with tempfile.TemporaryDirectory() as folder:
        idle = {command: work(tool, command, b"", folder) for command in {command for _, command, *_ in SHAPES}}

        def costs(shape):
            _, command, parts, frame = shape
            return [max(work(tool, command, frame(size), folder) - idle[command], floor) for size in (parts, times * parts)]

        # Instructions are the same beside other work, a clock's time is not.
        with ThreadPoolExecutor(os.cpu_count() if exact else 1) as pool:
            for (name, command, *_), (small, large) in zip(SHAPES, pool.map(costs, SHAPES)):
                worst = max(worst, large / small)
                print(f"{name:28} {command:21} {large:>14,} {large / small:.2f}", flush=True)
                wrong += [name] if large / small > allowed else []
    print(f"{'instructions' if exact else 'nanoseconds'} of {times} times the frame: at most {worst:.2f} times as many", *wrong)
    sys.exit(wrong != [])


if __name__ == "__main__":
    main()
