//! Builds simdjson and what drives it, from the sources that its Rust binding brings along.

use std::path::PathBuf;
use std::process::Command;

const BINDING: &str = "simdjson-sys";

fn main() {
    let simdjson = sources();
    println!("cargo::rerun-if-changed=cpp");
    // What is only checked is not waited for.
    let level = if std::env::var("PROFILE").as_deref() == Ok("release") { 3 } else { 0 };
    cc::Build::new()
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
    let rustc = Command::new(std::env::var_os("RUSTC").expect("cargo says which")).arg("--version").output();
    let rustc = String::from_utf8(rustc.expect("rustc runs").stdout).expect("a version is text");
    println!("cargo::rustc-env=PEERS_RUSTC={}", rustc.trim());
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    println!("cargo::rustc-env=PEERS_RUSTFLAGS={flags}");
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
