#!/usr/bin/env python3
"""Sums up recordings from their raw JSON and compares with what `rtwire stats --json` says.

    sums.py TOOL FILE...      prints each difference and `N compared, N equal`, and exits with 1 where they differ

Shares nothing with the tool but the definitions. Which types are known the tool may say, but its two maps of types
must have every event. Drift, seconds and rates are not compared. Of bad lines it knows bad syntax and a missing `type`.
"""

import json
import pathlib
import subprocess
import sys
from collections import Counter, defaultdict
from contextlib import suppress

COMPLETED = "conversation.item.input_audio_transcription.completed"
NOT_COMPARED = {"drift", "drift_overflow", "seconds", "bytes_per_second", "events_per_second"}
MOST_TEXTS, MOST_TOKENS = 4096, 2**64 - 1

# The sums of `usage` and the places they count. Of details with two spellings the first counts where both stand.
INPUT, CACHED = ("input_token_details", "input_tokens_details"), ("cached_tokens_details",)
OUTPUT = ("output_token_details", "output_tokens_details")
USAGE = {
    **{name: [name] for name in ("total_tokens", "input_tokens", "output_tokens")},
    **{f"input_{kind}_tokens": [INPUT, f"{kind}_tokens"] for kind in ("text", "audio", "image")},
    "cached_tokens": [INPUT, "cached_tokens"],
    **{f"cached_{kind}_tokens": [INPUT, CACHED, f"{kind}_tokens"] for kind in ("text", "audio", "image")},
    **{f"output_{kind}_tokens": [OUTPUT, f"{kind}_tokens"] for kind in ("text", "audio")},
    "reasoning_tokens": [OUTPUT, "reasoning_tokens"],
}
TRANSCRIPTION = ("input_tokens", "output_tokens", "total_tokens")


def frames(path):
    """The size of each line that is not blank, without its end, and its event; none where the line is bad."""
    with path.open("rb") as file:
        for number, line in enumerate(file):
            line = line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
            if line.strip(b" \t\r"):
                event = None
                with suppress(ValueError, RecursionError):
                    event = json.loads(line.decode())
                yield len(line), event if isinstance(event, dict) and isinstance(event.get("type"), str) else None


def member(value, *names):
    """The first of the members that is an object; an empty one where none is."""
    return next((value[name] for name in names if isinstance(value.get(name), dict)), {})


def tokens(value, *place):
    """The count at a place: a whole number from 0 to 2^53, else 0."""
    for names in place[:-1]:
        value = member(value, *names)
    count = value.get(place[-1])
    counts = type(count) in (int, float) and 0 <= count <= 2**53 and count == int(count)
    return int(count) if counts else 0


def tally(texts):
    """How often each text stands there; those that came too late, together."""
    counts, late = Counter(), Counter()
    for text in texts:
        (counts if text in counts or len(counts) < MOST_TEXTS else late)[text] += 1
    return counts + Counter(overflow=late.total())


def sizes(found):
    """What is told of the events of a kind; the percentiles are nearest ranks."""
    found.sort()
    ranks = {"min_bytes": 0, "median_bytes": 50, "p99_bytes": 99, "max_bytes": 100}
    told = {name: found[max(-(-len(found) * percent // 100), 1) - 1] for name, percent in ranks.items()}
    return told | {"events": len(found), "bytes": sum(found)}


def transcription(usages):
    """What transcriptions cost, in tokens or seconds: by their `type`, or without one by what they have."""
    sums = {"events": len(usages), "seconds": 0.0} | dict.fromkeys(TRANSCRIPTION, 0)
    for usage in usages:
        if not isinstance(kind := usage.get("type"), str):
            kind = "tokens" if usage.get("seconds") is None else "duration"
        if kind == "tokens":
            sums |= {name: min(sums[name] + tokens(usage, name), MOST_TOKENS) for name in TRANSCRIPTION}
        elif kind == "duration" and type(usage.get("seconds")) in (int, float):
            sums["seconds"] += usage["seconds"]
    return sums


def sums(paths, known):
    """What the tool should say, where `known` are the types that it knows."""
    lines = [line for path in paths for line in frames(path)]
    events = [frame for _, frame in lines if frame]
    kinds = defaultdict(list)
    for size, frame in lines:
        if frame and frame["type"] in known:
            kinds[frame["type"]].append(size)
    responses = [member(frame, "response") for frame in events if frame["type"] == "response.done"]
    statuses = [response.get("status") for response in responses]
    reasons = [member(response, "status_details").get("reason") for response in responses]
    usages = [member(response, "usage") for response in responses]
    return {
        "files": len(paths),
        "bytes": sum(path.stat().st_size for path in paths),
        "lines": len(lines),
        "events": len(events),
        "bad_lines": len(lines) - len(events),
        "kinds": {kind: sizes(found) for kind, found in kinds.items()},
        "unknown": tally(frame["type"] for frame in events if frame["type"] not in known),
        "responses": tally(status if isinstance(status, str) else "none" for status in statuses),
        "reasons": tally(reason for reason in reasons if isinstance(reason, str)),
        "responses_without_usage": sum(not isinstance(response.get("usage"), dict) for response in responses),
        "usage": {name: min(sum(tokens(u, *place) for u in usages), MOST_TOKENS) for name, place in USAGE.items()},
        "transcription": transcription([member(frame, "usage") for frame in events if frame["type"] == COMPLETED]),
    }


def leaves(value, path):
    """The numbers and the empty maps of a value, by their paths."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {place: leaf for name, inner in value.items() for place, leaf in leaves(inner, (*path, name)).items()}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    tool, *paths = sys.argv[1:]
    run = subprocess.run([tool, "stats", "--json", *paths], stdout=subprocess.PIPE)
    if run.returncode not in (0, 1):
        sys.exit(f"{tool} ended with {run.returncode}")
    told = json.loads(run.stdout)
    own = leaves(sums([pathlib.Path(path) for path in paths], told["kinds"]), ())
    told = leaves({name: value for name, value in told.items() if name not in NOT_COMPARED}, ())
    wrong, places = 0, own | told
    for place in places:
        says, is_so = told.get(place), own.get(place)
        # Percentiles are told within a hundredth.
        near = place[-1] in ("median_bytes", "p99_bytes") and says and is_so and abs(says - is_so) <= is_so / 100
        if says != is_so and not near:
            print(f"{'/'.join(place)}: the tool says {says}, the JSON {is_so}")
            wrong += 1
    print(f"{len(places)} compared, {len(places) - wrong} equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
