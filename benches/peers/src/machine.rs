//! [`Machine`]: where and with what it was measured.

use std::fs;
use std::process::Command;

use rtwire::testing::kernel::KernelSet;

use crate::engines;

/// Where it was measured.
pub struct Machine {
    /// Of the processor.
    pub cpu: String,
    facts: Vec<(&'static str, String)>,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let cpu = cpu().unwrap_or_else(|| "unknown".to_owned());
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let facts = vec![
            ("cpu", cpu.clone()),
            ("cores", cores.to_string()),
            ("system", format!("{} {}, {}", std::env::consts::OS, kernel.trim(), std::env::consts::ARCH)),
            ("date", date()),
            ("kernels", KernelSet::best().name().to_owned()),
            ("rustc", env!("PEERS_RUSTC").to_owned()),
            ("profile", "release: lto fat, one codegen unit".to_owned()),
            ("c++", concat!(env!("PEERS_CXX"), ", -O3 -march=native in both builds").to_owned()),
            ("simdjson", engines::simdjson::version()),
            ("simd-json", simd_json::Deserializer::algorithm().to_string()),
            ("versions", versions()),
        ];
        Self { cpu, facts }
    }

    /// The flags of this build.
    pub fn flags(&self) -> &'static str {
        match env!("PEERS_RUSTFLAGS") {
            "" => "default",
            flags => flags,
        }
    }

    /// The facts, a line each, behind a `#`.
    pub fn comments(&self) -> String {
        self.facts.iter().map(|(name, fact)| format!("# {name}: {fact}\n")).collect()
    }

    /// The name of a record made here today, without its ending.
    pub fn record(&self) -> String {
        let mut name = String::new();
        for letter in self.cpu.chars().map(|letter| letter.to_ascii_lowercase()) {
            match letter {
                'a'..='z' | '0'..='9' => name.push(letter),
                _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
                _ => {}
            }
        }
        format!("{}-{}", name.trim_end_matches('-'), date())
    }
}

/// The processor's name, and its family and model, for a cloud's name is often none.
fn cpu() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let of = |key: &str| {
        let line = info.lines().find(|line| line.split(':').next().is_some_and(|name| name.trim() == key))?;
        Some(line.split_once(':')?.1.trim().replace("(R)", "").replace("(TM)", ""))
    };
    Some(format!("{} {}.{}", of("model name")?, of("cpu family")?, of("model")?))
}

fn date() -> String {
    let date = Command::new("date").args(["-u", "+%F"]).output();
    date.map(|date| String::from_utf8_lossy(&date.stdout).trim().to_owned()).unwrap_or_default()
}

/// What cargo has locked of rtwire and its peers.
fn versions() -> String {
    const LOCK: &str = include_str!("../Cargo.lock");
    const SHOWN: &[&str] = &[
        "async-openai",
        "jiter",
        "rtwire",
        "serde",
        "serde_json",
        "simd-json",
        "simdjson-sys",
        "simdutf8",
        "sonic-rs",
    ];
    let mut versions = Vec::new();
    for package in LOCK.split("[[package]]") {
        let of = |key: &str| package.lines().find_map(|line| line.strip_prefix(key)?.strip_suffix('"'));
        if let (Some(name), Some(version)) = (of("name = \""), of("version = \""))
            && SHOWN.contains(&name)
        {
            versions.push(format!("{name} {version}"));
        }
    }
    versions.join(", ")
}
