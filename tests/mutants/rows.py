#!/usr/bin/env python3
"""Makes rows of the tables wrong, one at a time, and sees whether a test notices.

Both lanes, `Serialize` and the field list follow from a row, so a wrong row agrees with itself everywhere. Only a
test that knows the wire from elsewhere catches it; this script shows that there is one for every sort of mistake.

A mutant is a row of src/schema/*.rs with one mistake in it, made by a rule of this script. Of each sort some are
taken, spread over the files: those whose names have the smallest checksums, so that a new row hardly changes which.
The tree is copied to target/mutants and made wrong there; no other file is touched.
"""

import argparse
import collections
import fcntl
import os
import pathlib
import re
import subprocess
import sys
import time
import zlib

EPILOG = """\
Say that `letter:RealtimeSession.speed` survives: no test minds that the beta session's `speed` is read from a key of
another name. Then either
  - add what would have noticed: a sample with that field to tests/data, or a test that reads it by its name; or
  - where nobody could notice, say why in tests/mutants/survivors.txt: the name, a tab, the reason.
A mutant of that list that is killed is an error too: take it off.

exit status: 0 all killed but those listed; 1 not so; 2 the tests fail without a mutant
"""

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "mutants"
SCHEMA = pathlib.Path("src/schema")
SURVIVORS = pathlib.Path("tests/mutants/survivors.txt")

# The tests that may notice, the quickest first.
STAGES = [
    ["--test", "it", "--", "samples::", "walk::", "money::", "rules::", "rows::", "keys::", "deviations::", "debug::"],
    ["--lib", "--", "schema::"],
]

# Warnings do not count, and what runs once need not be fast.
CARGO = {
    "CARGO_TARGET_DIR": str(WORK / "target"),
    "CARGO_INCREMENTAL": "1",
    "CARGO_PROFILE_TEST_DEBUG": "0",
    "CARGO_PROFILE_TEST_OPT_LEVEL": "0",
    "RUSTFLAGS": "--cap-lints=warn",
}

# A field's type made another: sort, type, the other.
TYPES = [
    ("optional", r"^(&'a str|bool|u64|f64)$", r"Option<\1>"),
    ("required", r"^Option<(&'a str|bool|u64|f64)>$", r"\1"),
    ("null-lost", r"^Maybe<(.*)>$", r"Option<\1>"),
    ("null-kept", r"^Option<(.*)>$", r"crate::Maybe<\1>"),
    ("element", r"&'a \[(.*)\]", r"\1"),
    ("list", r"^(Option|Maybe)<(?!&'a \[)(.*)>$", r"\1<&'a [\2]>"),
    ("fraction", r"\bu64\b", "f64"),
    ("whole", r"\bf64\b", "u64"),
    ("negative", r"\bu64\b", "i64"),
]

# What no rule finds, a field of another object: name, file, text, the other.
BY_HAND = [
    ("object:RealtimeTranscriptionAudio.input", "session.rs", "AudioInput<'a>>,\n    }", "AudioOutput<'a>>,\n    }"),
    ("object:RealtimeMcpListTools.tools", "mcp.rs", "[RealtimeMcpTool<'a>]", "[super::FunctionTool<'a>]"),
]

BLOCK = re.compile(r"^(?:crate::wire::)?wire_(\w+)! \{\n(.*?)^\}", re.M | re.S)
OWNER = re.compile(r"^    (?P<name>\w+)(?P<life><'a>)?(?: \"[^\"]*\")? \{\n(?P<body>.*?)^    \}", re.M | re.S)
# Rows. They begin with the blanks that their comments have become, so that a dropped row leaves nothing of itself.
EVENT = re.compile(r"\s*\"(?P<text>[\w.]+)\" => (?P<rust>\w+)<'a> \{(?P<body>[^{}]*)\},")
FIELD = re.compile(r"\s*(?P<mark>\[\w+\] )?(?P<name>(?P<rust>\w+)(\(\"(?P<text>.+?)\"\))?): (?P<type>[^,]+?)(,| ?$)")
MEMBER = re.compile(r"\s*\"(?P<text>\w+)\" => (?P<rust>\w+)\(\w+<'a>\),")
UNTAGGED = re.compile(r"\s*untagged \{ (?P<has>has \"(?P<text>\w+)\" => (?P<with>\w+).*?, )?else (?P<rust>\w+).*?\}")
EITHER = re.compile(r"\s*(?P<text>string|object|array|integer) => (?P<rust>\w+)\(")
WORD = re.compile(r"\s*(?P<rust>\w+) = \"(?P<text>[^\"]+)\",")

Mutant = collections.namedtuple("Mutant", "sort name file start end text")


class Table:
    """The rows of a file, and what can be made wrong in them."""

    def __init__(self, path, used):
        self.file, self.text, self.used, self.mutants = path.name, path.read_text(), used, []
        self.code = blank_comments(self.text)
        for block in BLOCK.finditer(self.code):
            if block[1] == "events":
                self.events(self.rows(EVENT, block, 2))
            elif rule := getattr(self, block[1], None):
                for owner in self.rows(OWNER, block, 2):
                    rule(owner["name"], owner)
        for name, file, text, other in BY_HAND:
            if file == self.file:
                assert self.text.count(text) == 1, f"{name}: mend this script, {file} has not once:\n{text}"
                self.add(*name.split(":"), re.search(re.escape(text), self.text).span(), other)

    def rows(self, pattern, within, group="body"):
        return list(pattern.finditer(self.code, *within.span(group)))

    def events(self, rows):
        self.texts("event", "", rows, self.used)
        for row in rows:
            self.fields(row["text"], self.rows(FIELD, row), True, row["rust"] not in self.used)

    def struct(self, name, owner):
        self.fields(name, self.rows(FIELD, owner), owner["life"], False)

    def union(self, name, owner):
        untagged = self.rows(UNTAGGED, owner)
        needed = {row[which] for row in untagged for which in ("with", "rust")}
        self.texts("tag", f"{name}.", self.rows(MEMBER, owner), self.used | needed)
        for row in untagged:
            self.add("untagged-drop", name, row.span(), "")
            if row["has"]:
                self.add("has-letter", name, row.span("text"), misspelt(row))
                self.add("has-drop", name, row.span("has"), "")

    def either(self, name, owner):
        for row in self.rows(EITHER, owner):
            self.add("either", f"{name}.{row['rust']}", row.span("text"), {"array": "string"}.get(row["text"], "array"))

    def enum(self, name, owner):
        self.texts("word", f"{name}.", self.rows(WORD, owner), self.used)

    def texts(self, sort, prefix, rows, used):
        """Rows that give a text of the wire a name in Rust."""
        for row in rows:
            self.add(f"{sort}-letter", prefix + row["rust"], row.span("text"), misspelt(row))
            if row["rust"] not in used:
                self.add(f"{sort}-drop", prefix + row["rust"], row.span(), "")
        for one, other in zip(rows, rows[1:]):
            # Events with other fields than their neighbour's have other tests.
            if sort != "event" or one["body"].split() == other["body"].split():
                self.swap(f"{sort}-swap", f"{prefix}{one['rust']}+{other['rust']}", one, other, "text", "{wire}")

    def fields(self, owner, rows, borrows, private):
        """`borrows`: the object has a lifetime. `private`: no test names it, so that all its fields may change."""
        for row in rows:
            kind, place, free = row["type"], f"{owner}.{row['rust']}", private or "." + row["rust"] not in self.used
            other = misspelt(row) if free and not row["text"] else f'{row["rust"]}("{misspelt(row)}")'
            self.add("letter", place, row.span("name"), other)
            if row["mark"]:
                self.add("mark-drop", place, row.span("mark"), "")
            if free and (not borrows or any("'a" in other["type"] for other in rows if other is not row)):
                self.add("drop", place, row.span(), "")
            for sort, pattern, other in TYPES if free else []:
                other = re.sub(pattern, other, kind)
                if other != kind and (borrows or "'a" not in other):
                    self.add(sort, place, row.span("type"), other)
        for one, other in zip(rows, rows[1:]):
            if one["type"] == other["type"]:
                self.swap("swap", f"{owner}.{one['rust']}+{other['rust']}", one, other, "name", '{rust}("{wire}")')

    def swap(self, sort, name, one, other, group, form):
        """Gives each of two rows the other's text."""
        between = self.text[one.end(group) : other.start(group)]
        made = [form.format(rust=a["rust"], wire=b["text"] or b["rust"]) for a, b in [(one, other), (other, one)]]
        self.add(sort, name, (one.start(group), other.end(group)), between.join(made))

    def add(self, sort, name, span, text):
        self.mutants.append(Mutant(sort, f"{sort}:{name}", self.file, *span, text))

    def show(self, mutant):
        old = self.text[mutant.start : mutant.end]
        return f"{mutant.name}\t{mutant.file}\t{' '.join(old.split())} -> {' '.join(mutant.text.split())}"


def misspelt(row):
    """A row's text on the wire with another letter in its middle."""
    at = len(text := row["text"] or row["rust"]) // 2
    return text[:at] + ("q" if text[at] != "q" else "z") + text[at + 1 :]


def blank_comments(text):
    """The text with blanks for comments, so that everything else stays at its place."""
    return re.sub(r"//.*", lambda comment: " " * len(comment[0]), text)


def tables():
    """The tables by file."""
    # What is used by its name cannot go: nothing would compile.
    used = set()
    for users in ("tests/it/**/*.rs", "src/*.rs", "src/lane/*.rs", "src/schema/*.rs"):
        for path in ROOT.glob(users):
            code = re.sub(r"\buse [^;]+;", "", BLOCK.sub("", blank_comments(path.read_text())))
            used.update(re.findall(r"\b[A-Z]\w*\b|\.[a-z]\w*\b", code))
    return {path.name: Table(path, used) for path in sorted((ROOT / SCHEMA).glob("*.rs"))}


def some(every):
    """The names of some of each sort, spread over the files."""
    sorts = collections.defaultdict(lambda: collections.defaultdict(list))
    for name, mutant in every.items():
        sorts[mutant.sort][mutant.file].append((zlib.crc32(name.encode()), name))
    for by_file in sorts.values():
        ranked = sorted((rank, *entry) for entries in by_file.values() for rank, entry in enumerate(sorted(entries)))
        yield from (name for _, _, name in ranked[: 3 + len(ranked) // 40])


class Copy:
    """A copy of the tree, which alone is made wrong."""

    def __init__(self):
        self.tree = WORK / "tree"
        self.tree.mkdir(parents=True, exist_ok=True)
        self.lock = open(WORK / "lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"another run is at work in {WORK}")
        for path in set(files(self.tree)) - set(files(ROOT)):
            (self.tree / path).unlink()
        for path in files(ROOT):
            self.write(path, (ROOT / path).read_bytes())

    def write(self, path, content):
        """Leaves alone what is as it should be, for Cargo goes by the times of files."""
        path = self.tree / path
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def killer(self):
        """The first test that fails, or what else goes wrong."""
        return next(filter(None, map(self.failure, STAGES)), None)

    def failure(self, stage):
        command = ["cargo", "test", "--locked", "--quiet", *stage]
        run = subprocess.run(command, cwd=self.tree, env=os.environ | CARGO, capture_output=True, text=True)
        if run.returncode == 0:
            return None
        if "\nrunning " not in run.stdout:
            return "does not compile: " + next(iter(re.findall("^error.*", run.stderr, re.M)), run.stderr)
        return next(iter(re.findall(r"^    (\w+::[\w:]+)$", run.stdout, re.M)), "the tests do not end")


def files(folder):
    """The files below a folder that belong to the tree."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("target", ".git")]
        yield from ((pathlib.Path(path) / name).relative_to(folder) for name in names)


def run(mutants, table, allowed):
    """Sees which mutants are killed; the exit status."""
    copy = Copy()
    if failed := copy.killer():
        print(f"without a mutant: {failed}", file=sys.stderr)
        return 2
    counts, problems = collections.defaultdict(collections.Counter), []
    for mutant in mutants:
        begun, rows, listed = time.monotonic(), table[mutant.file], mutant.name in allowed
        wrong = rows.text[: mutant.start] + mutant.text + rows.text[mutant.end :]
        copy.write(SCHEMA / mutant.file, wrong.encode())
        killer = copy.killer()
        copy.write(SCHEMA / mutant.file, rows.text.encode())
        print(f"{time.monotonic() - begun:5.1f} s  {mutant.name}: {killer or 'survives'}", flush=True)
        for sort in (mutant.sort, "all"):
            counts[sort].update(["mutants", "killed" if killer else "listed" if listed else "survivors"])
        if bool(killer) == listed:
            problems.append(f"killed, but listed in {SURVIVORS}: {mutant.name}" if listed else rows.show(mutant))
    columns = ["mutants", "killed", "listed", "survivors"]
    print("", f"{'':15}", *(f"{column:>10}" for column in columns))
    for sort in sorted(counts, key=lambda sort: sort == "all"):
        print("", f"{sort:15}", *(f"{counts[sort][column]:10}" for column in columns))
    print("", *problems, sep="\n")
    return 1 if problems else 0


def main():
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, epilog=EPILOG, formatter_class=layout)
    parser.add_argument("--only", type=int, metavar="N", help="N of them, spread over all, the same every time")
    parser.add_argument("--name", action="append", metavar="NAME", help="this one; may be repeated")
    parser.add_argument("--every", action="store_true", help="whatever the rules find, which takes hours")
    parser.add_argument("--list", action="store_true", help="no more than show them")
    args = parser.parse_args()

    table = tables()
    every = {mutant.name: mutant for rows in table.values() for mutant in rows.mutants}
    allowed = re.findall(r"^([^#\t\n]+)\t.+$", (ROOT / SURVIVORS).read_text(), re.M)
    if strangers := [name for name in [*allowed, *(args.name or [])] if name not in every]:
        parser.error(f"no rule makes {', '.join(strangers)}")
    mutants = list(map(every.get, args.name or (every if args.every else some(every))))
    if args.only:
        mutants = [mutants[at * len(mutants) // args.only] for at in range(args.only)]
    if args.list:
        print(*(table[mutant.file].show(mutant) for mutant in mutants), sep="\n")
        return 0
    return run(mutants, table, allowed)


if __name__ == "__main__":
    sys.exit(main())
