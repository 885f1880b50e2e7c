#!/usr/bin/env python3
"""Meters recordings from their raw JSON and compares with what `rtwire meter --json` says.

    meter_sums.py TOOL FILE...      prints each difference and `N compared, N equal`, and exits with 1 where they differ

Shares nothing with the tool but the definitions: a session goes from its creation to the next, or is the file's; a
response counts once by its id, a transcription by item and content index, and the first usage wins. Lines that are no
JSON objects with a `type` are passed over; `undecodable_billable`, `malformed_usage` and `evicted` are not compared. It
also adds up the lines of `--records`, and meters all files twice in one run, which must come to the same, and with two jobs.
"""

import json
import pathlib
import subprocess
import sys
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sums import COMPLETED, MOST_TOKENS, TRANSCRIPTION, USAGE, frames, member, tokens  # noqa: E402

CREATED = ("session.created", "transcription_session.created")


class Books:
    """What was counted, by session and id."""

    def __init__(self):
        self.sessions, self.seen, self.conflicts, self.open = set(), {}, set(), set()
        self.responses, self.transcriptions, self.translations = [], [], 0
        self.nameless = 0

    def is_new(self, session, kind, ids, usage, frame):
        """Whether this is the first of that id. Of what has no id each one is."""
        name = next((text for text in ids if isinstance(text, str)), None)
        self.nameless += name is None
        key = (session, *kind, name if name is not None else self.nameless)
        if key not in self.seen:
            self.seen[key] = usage
            return True
        if self.seen[key] != usage:
            self.conflicts.add((session, json.dumps(frame)))
        return False

    def enter(self, session, frame):
        self.sessions.add(session)
        kind, response = frame["type"], member(frame, "response")
        usage = member(response if kind == "response.done" else frame, "usage")
        if kind == "response.created" and isinstance(response.get("id"), str):
            self.open.add((session, response["id"]))
        elif kind == "response.done":
            ids = (response.get("id"), frame.get("event_id"))
            if self.is_new(session, ("response",), ids, counts(usage), frame):
                self.responses.append(usage)
        elif kind == COMPLETED and isinstance(frame.get("transcript"), str):
            ids = (frame.get("item_id"), frame.get("event_id"))
            if self.is_new(session, ("heard", frame.get("content_index")), ids, heard(usage), frame):
                self.transcriptions.append(usage)
        elif kind == "session.closed" and usage:
            self.translations += self.is_new(session, ("translation",), ("",), usage.get("output_seconds"), frame)


def told(value, *place):
    """The count at a place, or none where there is none: that is another usage than 0."""
    for names in place[:-1]:
        value = member(value, *names)
    return tokens(value, place[-1]) if isinstance(value.get(place[-1]), (int, float)) else None


def counts(usage):
    return tuple(told(usage, *place) for place in USAGE.values())


def sort(usage):
    """How a transcription is billed: by its `type`, or without one by what it has."""
    if isinstance(kind := usage.get("type"), str):
        return kind
    return "tokens" if usage.get("seconds") is None else "duration"


def heard(usage):
    if sort(usage) == "duration":
        return usage.get("seconds")
    details = (member(usage, "input_token_details").get(name) for name in ("text_tokens", "audio_tokens"))
    return (*(told(usage, name) for name in TRANSCRIPTION), *details)


def seconds(usage):
    """To the nanosecond, as a fraction."""
    told = usage.get("seconds") if sort(usage) == "duration" else None
    return Fraction(round(Fraction(told) * 10**9), 10**9) if type(told) in (int, float) and told >= 0 else Fraction(0)


def sums(paths):
    """What the tool should say."""
    books = Books()
    for path in paths:
        session, nameless = f"file {path}", 0
        for _, frame in frames(path):
            if frame is None:
                continue
            if frame["type"] in CREATED:
                name = member(frame, "session").get("id")
                nameless += not isinstance(name, str)
                session = name if isinstance(name, str) else f"{path} #{nameless}"
            books.enter(session, frame)
    total = {name: min(sum(tokens(u, *place) for u in books.responses), MOST_TOKENS) for name, place in USAGE.items()}
    billed = [usage for usage in books.transcriptions if sort(usage) == "tokens"]
    return {
        "sessions": len(books.sessions),
        "records": len(books.responses) + len(books.transcriptions) + books.translations,
        "usage": total,
        "transcription": {
            "events": len(books.transcriptions),
            **{name: min(sum(tokens(u, name) for u in billed), MOST_TOKENS) for name in TRANSCRIPTION},
            "seconds": float(sum(map(seconds, books.transcriptions))),
        },
        "unsettled": len({key for key in books.open if (key[0], "response", key[1]) not in books.seen}),
        "conflicts": len(books.conflicts),
    }


def output(tool, options, paths):
    run = subprocess.run([tool, "meter", *options, *paths], stdout=subprocess.PIPE)
    if run.returncode not in (0, 1):
        sys.exit(f"{tool} ended with {run.returncode}")
    return run.stdout


def meter(tool, options, paths):
    return json.loads(output(tool, ["--json", *options], paths))


def of_records(tool, paths):
    """What the lines of `--records` come to, each key counted once."""
    lines = [json.loads(line) for line in output(tool, ["--records"], paths).splitlines()]
    lines = {line["key"]: line for line in lines}.values()

    def usages(kind):
        return [line.get("usage", {}) for line in lines if line["kind"] == kind and "estimated" not in line]

    responses, heard = usages("response"), usages("transcription")
    lengths = [Fraction(round(Fraction(usage.get("seconds", 0)) * 10**9), 10**9) for usage in heard]
    return {
        "records": len(responses) + len(heard) + len(usages("translation")),
        "usage": {name: min(sum(usage.get(name, 0) for usage in responses), MOST_TOKENS) for name in USAGE},
        "transcription": {
            "events": len(heard),
            **{name: min(sum(usage.get(name, 0) for usage in heard), MOST_TOKENS) for name in TRANSCRIPTION},
            "seconds": float(sum(lengths)),
        },
        "unsettled": sum("estimated" in line for line in lines if line["kind"] == "response"),
    }


def leaves(value, path=()):
    if not isinstance(value, dict):
        return {"/".join(path): value}
    return {place: leaf for name, inner in value.items() for place, leaf in leaves(inner, (*path, name)).items()}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    tool, *paths = sys.argv[1:]
    told = meter(tool, [], paths)
    own = leaves(sums([pathlib.Path(path) for path in paths]))
    says = leaves(told)
    wrong = 0
    for place, is_so in own.items():
        if says.get(place) != is_so:
            print(f"{place}: the tool says {says.get(place)}, the JSON {is_so}")
            wrong += 1
    for place, listed in leaves(of_records(tool, paths)).items():
        if says.get(place) != listed:
            print(f"{place}: {says.get(place)} in all, {listed} in the records")
            wrong += 1
    # A bad line has no id, so it counts as often as it comes.
    again = meter(tool, ["--jobs", "2"], [*paths, *paths]) | {"undecodable_billable": told["undecodable_billable"]}
    for place, twice in leaves(again).items():
        if says.get(place) != twice:
            print(f"{place}: {says.get(place)} once, {twice} when all is fed twice")
            wrong += 1
    print(f"{len(own)} compared, {len(own) - wrong} equal; {own['records']} records")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
