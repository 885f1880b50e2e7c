#!/usr/bin/env python3
"""Breaks the decoder, one way at a time, and sees whether the test that is to notice does.

Each file of tests/mutants/decoder is a patch: what is broken in its first line, the test that kills it in its second
(`Killed-by:` and what `cargo test` is given), then the change; between them what a processor must have to run what is
broken (`Needs:` and a flag of /proc/cpuinfo), without which the mutant is passed over. The tree is copied to
target/mutants-decoder and broken there; no other file is touched.

A mutant is killed when its test fails within a minute. One that does not compile, or whose patch no longer applies,
is an error, for it shows nothing; so is a test that fails without it.
"""

import argparse
import functools
import os
import pathlib
import shutil
import subprocess
import sys
import time

EPILOG = """\
To add one: break something in src, see which test fails, and save
  { echo 'What is broken.'; echo 'Killed-by: --test it MODULE::NAME'; git diff; } > tests/mutants/decoder/NAME.patch
If none fails, that is the test to write.

exit status: 0 all killed; 1 not so; 2 a test fails without a mutant, or a patch is no good
"""

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATCHES = ROOT / "tests/mutants/decoder"
WORK = ROOT / "target/mutants-decoder"
TREE = WORK / "tree"
SECONDS = 60

# Warnings do not count, and what runs once need not be fast.
ENVIRONMENT = os.environ | {
    "CARGO_TARGET_DIR": str(WORK / "target"),
    "CARGO_INCREMENTAL": "1",
    "CARGO_PROFILE_TEST_DEBUG": "0",
    "CARGO_PROFILE_TEST_OPT_LEVEL": "0",
    "RUSTFLAGS": "--cap-lints=warn",
}
CARGO = ["cargo", "test", "--locked", "--offline", "--quiet", "--features", "owned,generate,testing"]


class Mutant:
    def __init__(self, path):
        self.path, self.name = path, path.stem
        what, killer, third, _ = path.read_text().split("\n", 3)
        if not killer.startswith("Killed-by: "):
            give_up(f"{path.name}: its second line does not say which test kills it")
        self.what, self.killer = what, killer.removeprefix("Killed-by: ").split()
        self.needs = third.removeprefix("Needs: ") if third.startswith("Needs: ") else None

    def can_run(self):
        return self.needs is None or self.needs in processor()

    def apply(self, *flags):
        """Breaks the copy, or with `-R` mends it."""
        done = subprocess.run(["git", "apply", *flags, str(self.path)], cwd=TREE, capture_output=True, text=True)
        if done.returncode:
            give_up(f"{self.path.name} does not apply: {done.stderr.strip()}")


@functools.cache
def processor():
    """The flags of what the processor has; none where nobody tells."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


def give_up(why):
    print(why, file=sys.stderr)
    sys.exit(2)


def copy_tree():
    """A copy of what a build needs. Files that are the same stay, so that little is built anew."""
    wanted = {path for part in ("src", "derive", "tests", "examples", "benches", "fuzz/properties", "fuzz/corpus")
              for path in (ROOT / part).rglob("*") if path.is_file() and "target" not in path.parts[len(ROOT.parts):]}
    wanted |= {ROOT / "Cargo.toml", ROOT / "Cargo.lock", ROOT / "README.md"}
    for path in wanted:
        copy = TREE / path.relative_to(ROOT)
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    for copy in [path for path in TREE.rglob("*") if path.is_file()]:
        if ROOT / copy.relative_to(TREE) not in wanted:
            copy.unlink()
    # `git apply` does nothing below a repository that it does not know the files of.
    (TREE / ".git").mkdir(exist_ok=True)
    for name, text in [("HEAD", "ref: refs/heads/main\n"), ("config", "[core]\n\trepositoryformatversion = 0\n")]:
        (TREE / ".git" / name).write_text(text)
    for name in ("objects", "refs"):
        (TREE / ".git" / name).mkdir(exist_ok=True)


def build(killer):
    return subprocess.run([*CARGO, "--no-run", *target(killer)], cwd=TREE, env=ENVIRONMENT, capture_output=True, text=True)


def target(killer):
    """The part of the arguments that says what to build."""
    return killer[:2] if killer[0] in ("--test", "-p") else killer[:1]


def test(killer):
    """What came of the test in the time that it has: `passed`, `failed`, `did not end` or `is no test`."""
    arguments = [*target(killer), "--", *killer[len(target(killer)):]]
    try:
        run = subprocess.run([*CARGO, *arguments], cwd=TREE, env=ENVIRONMENT, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "did not end"
    if "running 0 tests" in run.stdout:
        return "is no test"
    return "failed" if run.returncode else "passed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a patch of tests/mutants/decoder, without `.patch`; all")
    parser.add_argument("--only", type=int, metavar="N", help="N of them, spread over the list")
    parser.add_argument("--list", action="store_true", help="say what there is, and do nothing")
    options = parser.parse_args()

    mutants = [Mutant(path) for path in sorted(PATCHES.glob("*.patch"))]
    if unknown := set(options.names) - {mutant.name for mutant in mutants}:
        parser.error(f"no such patch: {', '.join(sorted(unknown))}")
    mutants = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
    for mutant in mutants:
        if not mutant.can_run():
            print(f"passed over {mutant.name}: this processor has no {mutant.needs}", file=sys.stderr)
    mutants = [mutant for mutant in mutants if mutant.can_run()]
    if options.only:
        mutants = mutants[:: max(1, len(mutants) // options.only)][: options.only]
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name}: {mutant.what}\n    {' '.join(mutant.killer)}")
        return 0

    copy_tree()
    for killer in sorted({tuple(mutant.killer) for mutant in mutants}):
        built = build(list(killer))
        if built.returncode:
            give_up(f"without a mutant it does not compile:\n{built.stderr}")
        if (came := test(list(killer))) != "passed":
            give_up(f"without a mutant {' '.join(killer)}: {came}")

    survived = []
    for mutant in mutants:
        mutant.apply()
        try:
            built = build(mutant.killer)
            if built.returncode:
                give_up(f"{mutant.name} does not compile, and so shows nothing:\n{built.stderr}")
            start = time.monotonic()
            # A decoder that no longer comes to an end is noticed, too.
            passed = test(mutant.killer) == "passed"
            seconds = time.monotonic() - start
        finally:
            mutant.apply("-R")
        print(f"{'SURVIVED' if passed else 'killed'} {mutant.name} in {seconds:.1f} s by {' '.join(mutant.killer)}", flush=True)
        if passed:
            survived.append(mutant.name)
    print(f"{len(mutants) - len(survived)} of {len(mutants)} killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
