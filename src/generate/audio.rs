//! Audio as base64: samples of 16 bits, little-endian, that swing as speech does.

use super::random::Random;

/// Adds `samples` samples, in 8 bytes of base64 for each 3 of them.
///
/// A mass on a spring, pushed at random: in integers, so that every machine hears the same.
pub(super) fn base64(samples: u32, random: &mut Random, out: &mut Vec<u8>) {
    let (mut place, mut speed) = (0_i32, 0_i32);
    let loudness = random.between(2, 9);
    let mut pushes = 0_u64;
    let mut left = 0;
    let mut sample = || {
        if left == 0 {
            (pushes, left) = (random.word(), 8);
        }
        let push = i32::from(pushes as i8);
        (pushes, left) = (pushes >> 8, left - 1);
        speed += (push << loudness >> 5) - (place >> 5) - (speed >> 4);
        place += speed;
        (place >> 2) as u16
    };
    out.reserve(samples as usize * 8 / 3 + 8);
    for _ in 0..samples / 3 {
        let bits = u64::from(sample().swap_bytes()) << 32
            | u64::from(sample().swap_bytes()) << 16
            | u64::from(sample().swap_bytes());
        let digits: [u8; 8] = std::array::from_fn(|at| DIGITS[(bits >> (42 - 6 * at)) as usize & 63]);
        out.extend_from_slice(&digits);
    }
    let bits = match samples % 3 {
        0 => return,
        1 => u64::from(sample().swap_bytes()) << 32,
        _ => u64::from(sample().swap_bytes()) << 32 | u64::from(sample().swap_bytes()) << 16,
    };
    // 2 bytes are 3 digits and one sign that fills up; 4 bytes are 6 digits and two.
    let (digits, whole) = if samples % 3 == 1 { (3, 4) } else { (6, 8) };
    out.extend((0..digits).map(|at| DIGITS[(bits >> (42 - 6 * at)) as usize & 63]));
    out.extend((digits..whole).map(|_| b'='));
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_whole_base64_of_so_many_samples() {
        let (mut random, _) = Random::pair(4);
        for samples in 0..40_u32 {
            let mut out = Vec::new();
            base64(samples, &mut random, &mut out);
            let text = String::from_utf8(out).unwrap();
            let data = text.trim_end_matches('=');
            assert_eq!(text.len() as u32, (samples * 2).div_ceil(3) * 4, "{text}");
            assert_eq!(data.len() as u32 * 6 / 8, samples * 2, "{text}");
            assert!(data.bytes().all(|byte| DIGITS.contains(&byte)), "{text}");
        }
    }

    #[test]
    fn it_neither_stands_still_nor_runs_away() {
        let (mut random, _) = Random::pair(5);
        for _ in 0..200 {
            let mut out = Vec::new();
            base64(3_000, &mut random, &mut out);
            let distinct = out.chunks(8).collect::<std::collections::BTreeSet<_>>().len();
            assert!(distinct > 900, "{distinct} of 1,000 groups");
        }
    }
}
