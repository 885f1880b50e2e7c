#!/usr/bin/env python3
"""Damages a recording at known places, and sees whether `rtwire check` names each place and nothing else.

usage: damage.py TOOL [SAMPLE...]    (samples: tests/data/session_*.ndjson unless given)
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

LIMIT = 24 << 20  # Limits::max_frame_bytes
DEPTH = 128  # Limits::max_depth


def cut(frame, at):
    """Cut behind an ASCII byte: nothing is wrong but that the rest is missing."""
    while frame[at - 1] >= 0x80:
        at -= 1
    return frame[:at], "syntax", at


def without_quote(frame, _):
    """A key's closing quote: the key goes on to the value's opening quote, behind which a colon is missing."""
    found = re.search(rb'"event_id":"', frame)
    return frame[: found.end() - 3] + frame[found.end() - 2 :], "syntax", found.end() - 1


def without_first_brace(frame, _):
    return frame[1:], "syntax", frame.index(b":") - 1


def without_last_brace(frame, _):
    return frame[:-1], "syntax", len(frame) - 1


def without_bracket(frame, _):
    """`[]` becomes `]`."""
    found = frame.index(b"[]")
    return frame[:found] + frame[found + 1 :], "syntax", found


def bad_utf8(frame, at):
    """In the event's id, which is a string."""
    at = frame.index(b'"event_id":"') + 13 + at % 8
    return frame[:at] + b"\xff" + frame[at:], "utf8", at


def control(frame, at):
    at = frame.index(b'"event_id":"') + 13 + at % 8
    return frame[:at] + b"\x01" + frame[at:], "syntax", at


def text_index(frame, _):
    return re.sub(rb'"output_index":(\d+)', rb'"output_index":"\1"', frame), "shape", frame.index(b'"output_index":') + 15


def number_delta(frame, _):
    found = re.search(rb'"delta":"(?:[^"\\]|\\.)*"', frame)
    return frame[: found.start()] + b'"delta":5' + frame[found.end() :], "shape", found.start() + 8


def without_type(frame, _):
    return re.sub(rb'"type":"[^"]*",', b"", frame, count=1), "shape", 0


def trailing(frame, _):
    return frame + b" x", "syntax", len(frame) + 1


DAMAGES = [
    (cut, b""),
    (without_quote, b'"event_id":"'),
    (without_first_brace, b'{"type":'),
    (without_last_brace, b""),
    (without_bracket, b":[]"),
    (bad_utf8, b'"event_id":"'),
    (control, b'"event_id":"'),
    (text_index, b'"output_index":'),
    (number_delta, b'delta","event_id":'),
    (without_type, b""),
    (trailing, b""),
]


def damaged(frames):
    """Lines, and the places at which they are wrong: (line, category, offset)."""
    lines, places = [], []

    def add(line, category=None, offset=0):
        lines.append(line)
        if category:
            places.append((len(lines), category, offset))

    for number, frame in enumerate(frames):
        add(frame)
        damage, needs = DAMAGES[number % len(DAMAGES)]
        if needs in frame and not (damage is number_delta and b"transcription.delta" in frame):
            add(*damage(frame, 1 + number * 7919 % (len(frame) - 1)))
        if number % 50 == 0:
            add(b"" if number % 100 else b" \t\r")
    deep = b'{"type":"x","a":'
    add(deep + b"[" * 100_000 + b"]" * 100_000 + b"}", "limit", len(deep) + DEPTH - 1)
    add(frames[0])
    add(b'{"type":"x","a":"' + b"A" * (32 << 20) + b'"}', "limit", LIMIT)
    add(frames[-1])
    return lines, places


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    here = pathlib.Path(__file__).parent
    samples = sys.argv[2:] or sorted(here.glob("data/session_*.ndjson"))
    frames = [line for sample in samples for line in pathlib.Path(sample).read_bytes().splitlines() if line]
    lines, places = damaged(frames)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "damaged.ndjson")
        file.write_bytes(b"\n".join(lines) + b"\n")
        run = subprocess.run([sys.argv[1], "check", "--json", file], stdout=subprocess.PIPE, check=False)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    named = [(problem["line"], problem["category"], problem["offset"]) for problem in found]
    wrong = [problem for problem in found if problem["column"] != problem["offset"] + 1]
    for place in sorted(set(places) ^ set(named)):
        print("missed" if place in places else "made up", place, lines[place[0] - 1][:120])
    print(f"{len(lines)} lines, {len(places)} damaged, {len(named)} named, exit status {run.returncode}")
    sys.exit(named != places or wrong != [] or run.returncode != 1)


if __name__ == "__main__":
    main()
