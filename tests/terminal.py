#!/usr/bin/env python3
"""Runs every subcommand on a terminal of its own over text that means to take the terminal over, and sees that none of
it arrives as it is; and on narrow ones, and sees that nothing wraps.

usage: terminal.py TOOL
"""

import json
import os
import pty
import re
import subprocess
import sys
import tempfile

# Controls of all sorts; the tool's own progress bar and colours use other sequences than these.
NASTY = "\x1b]0;title\x07\x1b[31337m\x9b31337m\x7f\x08\x0b\u202e\u2066\u200b\u200d\ufeff\u2028\u0085\U000e0041=1+1</svg>"
OWN = re.compile(r"\x1b\[[0-9;?]{0,6}[A-Za-z]")
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")


def frames():
    text = json.dumps(NASTY)
    # DEL, C1 and what is beyond may stand raw in JSON.
    raw = json.dumps(NASTY, ensure_ascii=False)
    for quoted in text, raw:
        yield f'{{"type":{quoted}}}'
        yield f'{{"type":"error","event_id":{quoted},{quoted}:1,"error":{{"message":{quoted},"code":{quoted}}}}}'
        yield f'{{"type":"response.done","response":{{"status":{quoted},"status_details":{{"reason":{quoted}}},{quoted}:[]}}}}'
        yield f'{{"type":"response.done","response":{{"metadata":{{{quoted}:{quoted}}},"output":[{{"type":{quoted}}}]}}}}'
        yield f'{{"type":"session.update","session":{{"tools":[{{"type":{quoted},{quoted}:{quoted}}}],"voice":{{{quoted}:7}}}}}}'
        yield f'{{"type":"session.created","session":{{"id":{quoted},"model":{quoted}}}}}'
        yield f'{{"type":"response.done","response":{{"id":{quoted},"usage":{{"input_tokens":7,"output_tokens":7}}}}}}'
        yield f'{{"type":"error","x":{{{quoted}:tru}}}}'
        yield f'{{"type":{{{quoted}:7}}}}'
    yield NASTY


def on_a_terminal(words, source, columns=None):
    """What arrives at a terminal that is stdout and stderr of the command, and says to have so many columns."""
    main, side = pty.openpty()
    with open(source, "rb") as stdin:
        run = subprocess.Popen(words, stdin=stdin, stdout=side, stderr=side, close_fds=True,
                               env=os.environ | ({} if columns is None else {"COLUMNS": str(columns)}))
    os.close(side)
    shown = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(main)
    return run.wait(), shown.decode(errors="surrogateescape")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tool, wrong, runs = os.path.abspath(sys.argv[1]), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        texts = list(frames())
        recording = os.path.join(folder, "recording" + NASTY.replace("/", "-") + ".ndjson")
        with open(recording, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write("\n".join(texts) + "\n")
        missing = recording + "-missing"
        prices, undated, broken = (f"{recording}-{name}" for name in ("prices.json", "undated.json", "broken.toml"))
        for table, day in (prices, "2025-09-01"), (undated, NASTY):
            with open(table, "w", encoding="utf-8") as file:
                row = {"match": [NASTY, "*"], "input": {"text": 1}, "output": {"text": 1}, "minute": 1}
                json.dump({"currency": NASTY, "valid_from": day, "model": [row]}, file)
        with open(broken, "w", encoding="utf-8") as file:
            file.write(f"[[model]]\n{NASTY}\n")
        commands = [[*words, recording, missing] for words in (
            ["stats"], ["stats", "--json"], ["stats", "--jobs=2"], ["check"], ["check", "--json"], ["decode"],
            ["decode", "--jobs=2"], ["check", "--at=/x"], ["decode", "--at=/\x1b[31337m"], ["stats", "--yaml"],
            ["meter"], ["meter", "--json"], ["meter", "--by=session"], ["meter", "--by=response", "--json"],
            ["meter", "--session=/type"], ["meter", "--prices", prices], ["meter", "--prices", prices, "--by=session"],
            ["meter", "--prices", broken], ["meter", "--prices", undated], ["meter", "--prices", missing],
            ["stats", "--prices", prices],
            ["redact", "--audio", "--text"], ["redact", "--path", NASTY], ["redact", "--keep", NASTY], ["redact", "--jobs=2"],
            ["bench", "--rounds=1"], ["bench", "--rounds=1", "--json"],
        )]
        commands += [["generate", "--seed", NASTY], ["generate", "--events=50"], [NASTY], ["check", "--frame", missing]]
        for number, text in enumerate(texts):
            frame = os.path.join(folder, f"{number}{NASTY.replace('/', '-')}")
            with open(frame, "w", encoding="utf-8") as file:
                file.write(text)
            commands += [["check", "--frame", frame], ["check", "--json", "--frame", frame]]
        for words in commands:
            status, shown = on_a_terminal([tool, *words], recording)
            found = UNSAFE.findall(OWN.sub("", shown)) + re.findall("\x1b\\[31337m", shown)
            runs += 1
            if found or status not in (0, 1, 2) or not shown:
                wrong += 1
                print(f"{words}: status {status}, {found!r} in {shown!r}")
        kinds = os.path.join(os.path.dirname(__file__), "data", "kinds.ndjson")
        for columns in 0, 40, 60, 80, 150:
            for words in ["stats", "-"], ["bench", "--rounds=1", "-"], ["check", "-"]:
                # Nothing is bad of the kinds; of the other recording the lines with names of files may be of any length.
                status, shown = on_a_terminal([tool, *words], recording if words[0] == "check" else kinds, columns)
                lines = OWN.sub("", shown).replace("\r", "").split("\n")
                wide = [line for line in lines if len(line) > (columns or 1000) and not line.startswith("-:")]
                runs += 1
                if wide or status not in (0, 1) or not shown:
                    wrong += 1
                    print(f"{words} on {columns} columns: status {status}, too wide: {wide!r}")
    print(f"{runs} runs on a terminal, {wrong} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
