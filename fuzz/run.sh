#!/usr/bin/env bash
# Builds every fuzz target with the address sanitizer and runs each, from its corpus, for a number of executions.
#
#   fuzz/run.sh [-n RUNS] [-j JOBS] [-t TARGETS] [-l MAX_LEN] [-c DIRECTORY] [-o DIRECTORY] [TARGET...]
#
#   -n  executions of each target; 100,000
#   -j  processes of a target at once, each with so many executions and a seed of its own; 1
#   -t  targets at once; 1
#   -l  the longest input in bytes; 1,024
#   -c  where new inputs are kept, a folder a target; without it nowhere
#   -o  where a log a target and tallies (what was accepted, by kind) are written; without it there is none
#
# Exit status 1 if an input was found that breaks a property: it is in fuzz/artifacts/TARGET. See README.md.
set -euo pipefail

runs=100000 jobs=1 at_once=1 length=1024 kept= logs=
while getopts n:j:t:l:c:o: option; do
    case $option in
        n) runs=$OPTARG ;;
        j) jobs=$OPTARG ;;
        t) at_once=$OPTARG ;;
        l) length=$OPTARG ;;
        c) kept=$(realpath -m "$OPTARG") ;;
        o) logs=$(realpath -m "$OPTARG") ;;
        *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
cd "$(dirname "$0")"

# The sanitizer is of nightly toolchains alone, unless one is told not to mind.
export RUSTC_BOOTSTRAP=1
# It only calls cargo: not optimised, it is there in half the time.
cargo fuzz --version >/dev/null 2>&1 || cargo install --debug cargo-fuzz --version 0.13.2 --locked
# cargo-fuzz builds with whatever Cargo.lock would become; it is to be what it is.
cargo metadata --locked --format-version 1 >/dev/null
# Without the tracing of comparisons, and below without the counts of edges, of which the dictionary and the shape of the
# properties make up: five times as many executions a second.
cargo fuzz build --fuzz-dir . --no-trace-compares
if [ $# -eq 0 ]; then
    mapfile -t targets < <(cargo fuzz list --fuzz-dir .)
    set -- "${targets[@]}"
fi
binaries="$(rustc -vV | sed -n 's/^host: //p')/release"
binaries="${CARGO_TARGET_DIR:-target}/$binaries"

# One run of a target: its process' number, and which.
run() {
    local process=$1 target=$2 folder new=()
    folder="artifacts/$target"
    mkdir -p "$folder"
    if [ -n "$kept" ]; then
        mkdir -p "$kept/$target"
        new=("$kept/$target")
    else
        # Where there is no folder of its own, libFuzzer would write to the corpus.
        new=("$(mktemp -d)")
    fi
    if [ -n "$logs" ]; then
        mkdir -p "$logs"
        export RTWIRE_TALLY="$logs/$target.$process.tally"
        exec >"$logs/$target.$process.log" 2>&1
    fi
    local status=0
    "$binaries/$target" -runs="$runs" -seed="$process" -max_len="$length" -dict=rtwire.dict -rss_limit_mb=4096 \
        -detect_leaks=0 -entropic=0 -use_counters=0 -reduce_inputs=0 -print_funcs=0 -print_final_stats=1 -artifact_prefix="$folder/" "${new[@]}" "corpus/$target" || status=$?
    [ -n "$kept" ] || rm -r "${new[0]}"
    return $status
}

# All runs of a target.
runs_of() {
    local target=$1 start=$SECONDS status=0 pids=() process pid
    for process in $(seq "$jobs"); do
        if [ -n "$logs" ]; then
            run "$process" "$target" &
        else
            # Without what it says of each new input.
            run "$process" "$target" > >(grep --line-buffered -v -e '^#.*\(NEW\|REDUCE\|pulse\|RELOAD\)' -e '^INFO:' -e 'ecommended dictionary' -e '# Uses: ' | sed -u "s/^/$target: /") 2>&1 &
        fi
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || status=$?
    done
    echo "$target: $((runs * jobs)) executions in $((SECONDS - start)) s, exit status $status"
    return $status
}

failed=0 running=0
for target; do
    if [ "$running" -ge "$at_once" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    runs_of "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit $failed
