//! Builds simdjson and what drives it, from the sources that its Rust binding brings along.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

const BINDING: &str = "simdjson-sys";

fn main() {
    let simdjson = sources();
    println!("cargo::rerun-if-changed=cpp");
    // What is only checked is not waited for.
    let level = if std::env::var("PROFILE").as_deref() == Ok("release") { 3 } else { 0 };
    println!("cargo::rerun-if-env-changed=CXX");
    let mut build = cc::Build::new();
    // What clang makes of it is faster.
    if std::env::var_os("CXX").is_none() && version("clang++".as_ref()).is_some() {
        build.compiler("clang++");
    }
    build
        .cpp(true)
        .std("c++17")
        .opt_level(level)
        .flag("-march=native")
        .define("NDEBUG", None)
        .warnings(false)
        .include(&simdjson)
        .file(simdjson.join("simdjson.cpp"))
        .file("cpp/peer.cpp")
        .compile("peer");
    let told = |program: &OsStr| version(program).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=PEERS_CXX={}", told(build.get_compiler().path().as_os_str()));
    println!("cargo::rustc-env=PEERS_RUSTC={}", told(&std::env::var_os("RUSTC").expect("cargo says which")));
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    println!("cargo::rustc-env=PEERS_RUSTFLAGS={flags}");
}

/// What a compiler calls itself; none where there is none.
fn version(program: &OsStr) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}

/// Where cargo keeps simdjson's sources. The binding stands in the manifest for a target that is none, so it is
/// fetched and locked and never compiled.
fn sources() -> PathBuf {
    let cargo = std::env::var_os("CARGO").expect("cargo says which");
    let metadata =
        Command::new(cargo).args(["metadata", "--format-version", "1", "--locked"]).output().expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo writes JSON");
    let package = metadata["packages"].as_array().into_iter().flatten().find(|package| package["name"] == BINDING);
    let manifest = package.and_then(|package| package["manifest_path"].as_str()).expect("it is among the dependencies");
    PathBuf::from(manifest).with_file_name("vendor").join("simdjson")
}
