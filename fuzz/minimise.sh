#!/usr/bin/env bash
# Minimises the corpora: of the inputs in fuzz/corpus and in other folders (each with a folder a target), keeps at most
# 250 a target, the shortest that reach something.
#
#   fuzz/minimise.sh [DIRECTORY...]
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
most=250

for target in "$here"/fuzz_targets/*.rs; do
    target="$(basename "$target" .rs)"
    inputs=()
    for folder in "$here/corpus" "$@"; do
        [ -d "$folder/$target" ] && inputs+=("$(cd "$folder/$target" && pwd)")
    done
    all="$(mktemp -d)" kept="$(mktemp -d)"
    for folder in "${inputs[@]}"; do
        find "$folder" -type f -size -4k -exec cp -t "$all" {} +
    done
    # By the places that are reached, not by how often.
    if ! (cd "$here" && RUSTC_BOOTSTRAP=1 cargo fuzz cmin --fuzz-dir . "$target" "$all" -- -use_counters=0) >"$kept.log" 2>&1; then
        cat "$kept.log" >&2
        exit 1
    fi
    # Of too many the shortest.
    find "$all" -type f -printf '%s %p\n' | sort -n | head -n "$most" | cut -d' ' -f2- | xargs -d '\n' cp -t "$kept"
    rm -rf "$here/corpus/$target"
    mkdir -p "$here/corpus/$target"
    for input in "$kept"/*; do
        mv "$input" "$here/corpus/$target/$(sha1sum <"$input" | cut -c1-16)"
    done
    rm -r "$all" "$kept" "$kept.log"
    echo "$target: $(find "$here/corpus/$target" -type f | wc -l) inputs, $(du -sb "$here/corpus/$target" | cut -f1) bytes"
done
