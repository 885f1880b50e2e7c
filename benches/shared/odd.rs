//! Frames that are out of the ordinary.

/// The frame with a space before its last byte. Servers write no space at all, or spaces everywhere; the direct lane
/// declines what is neither, and here at the last moment. The tape lane does not mind.
pub fn declining(frame: &[u8]) -> Vec<u8> {
    let (last, all) = frame.split_last().expect("an object");
    assert_eq!(*last, b'}', "an object");
    [all, b" }"].concat()
}

/// Frames that mean to cost much: deep ones, ones of many values, ones that are cut there, and ones with many fields that
/// nobody knows.
pub fn attacks() -> Vec<Vec<u8>> {
    let around = |before: &str, unit: &str, times: usize, after: &str| {
        format!(r#"{{"type":"error","x":{before}{}{after}}}"#, unit.repeat(times)).into_bytes()
    };
    let deep = around(&"[".repeat(100), "{},", 1_000, &format!("0{}", "]".repeat(100)));
    let many = around("[", "1,", 60_000, "1]");
    let cut = many[..many.len() - 1].to_vec();
    let too_deep = around("", "[", 50_000, &"]".repeat(50_000));
    let fields: String = (0..2_000).map(|n| format!(r#","x{n}":[{{"y{n}":{n}}}]"#)).collect();
    let strange = format!(r#"{{"type":"error"{fields}}}"#).into_bytes();
    vec![deep, many, cut, too_deep, strange]
}
