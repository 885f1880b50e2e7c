//! What records are known by: sessions, ids and idempotency keys, all as 128-bit hashes.
//!
//! The hash is XXH3 of 128 bits with seed 0 and the default secret, which is fixed for ever and has implementations in
//! most languages. It spreads well and is no signature: whoever can choose ids can make two that collide.

use std::fmt;

use twox_hash::XxHash3_128;

use super::RecordKind;
use super::snapshot::{Reader, Stored, Writer};

pub(super) fn hash(bytes: &[u8]) -> u128 {
    XxHash3_128::oneshot(bytes)
}

/// Which session a meter is of: a hash of the name that the gateway knows it by.
///
/// Give both legs of a call the same name, and what is seen on both has the same keys.
///
/// ```
/// use rtwire::meter::SessionKey;
///
/// assert_eq!(SessionKey::new("sess_1"), SessionKey::new("sess_1"));
/// assert_eq!(SessionKey::new("sess_1").to_string(), "516e3716a0d4e7c15719d0ebd7b4e30e");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKey(u128);

impl SessionKey {
    /// The key of the session of that name.
    pub fn new(name: &str) -> Self {
        Self(hash(name.as_bytes()))
    }

    /// The hash itself.
    pub const fn as_u128(self) -> u128 {
        self.0
    }
}

/// What makes a record, or a category of it, countable once however often it arrives at a sink.
///
/// It is the hash of five parts, each behind its length as eight bytes, little end first: the session, the kind
/// (`response`, `transcription`, `translation`), the id of the response or item, the content index as eight bytes, and
/// the category (`record` for all of it, else the name of a [`Cell`](super::Cell) or `seconds`). Session and id stand
/// there as the 16 bytes of their own hashes, so that they may have any length, and so does a category of more than 40
/// bytes. Every number stands there little end first, hashes too; the hash is XXH3 of 128 bits with seed 0 and the default
/// secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdempotencyKey(u128);

impl IdempotencyKey {
    /// The key that the parts have.
    ///
    /// ```
    /// use rtwire::meter::{IdempotencyKey, RecordKind, SessionKey};
    ///
    /// let session = SessionKey::new("sess_1");
    /// let key = IdempotencyKey::new(session, RecordKind::Response, "resp_1", 0, "record");
    /// assert_eq!(key.to_string(), "6092ac4476be3648731a790ff30c6844");
    /// ```
    pub fn new(session: SessionKey, kind: RecordKind, id: &str, content_index: u64, category: &str) -> Self {
        Self::of(session, kind, hash(id.as_bytes()), content_index, category)
    }

    pub(super) fn of(session: SessionKey, kind: RecordKind, id: u128, content_index: u64, category: &str) -> Self {
        // Room for the longest: five lengths, two hashes, an index, and words of this crate's.
        let mut text = [0; 160];
        let mut end = 0;
        let (session, id, index) = (session.0.to_le_bytes(), id.to_le_bytes(), content_index.to_le_bytes());
        for part in [&session[..], kind.as_str().as_bytes(), &id, &index, category.as_bytes()] {
            // A category may be anything: where it is too long its own hash stands for it.
            let own;
            let part = if part.len() > LONGEST {
                own = hash(part).to_le_bytes();
                &own[..]
            } else {
                part
            };
            for bytes in [&(part.len() as u64).to_le_bytes()[..], part] {
                text[end..end + bytes.len()].copy_from_slice(bytes);
                end += bytes.len();
            }
        }
        Self(hash(&text[..end]))
    }

    /// The hash itself.
    pub const fn as_u128(self) -> u128 {
        self.0
    }
}

/// The longest part that stands in a key as it is: 5 * 8 + 16 + 13 + 16 + 8 + 40 fit.
const LONGEST: usize = 40;

macro_rules! shown {
    ($($name:ident)*) => {$(
        /// 32 hexadecimal digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Stored for $name {
            const SIZE: usize = 16;

            fn put(&self, out: &mut Writer<'_>) {
                self.0.put(out);
            }

            fn take(from: &mut Reader<'_>) -> Self {
                Self(u128::take(from))
            }
        }
    )*};
}

shown! { SessionKey IdempotencyKey }

#[cfg(test)]
mod tests {
    use super::{IdempotencyKey, RecordKind, SessionKey, hash};

    /// Those of the reference implementation, so that the hash is the one that it is named: of bytes that count up to 250
    /// and begin anew, at both ends of each class of lengths that has a path of its own.
    #[test]
    fn the_hash_is_xxh3_of_128_bits() {
        for (len, expected) in [
            (0, 0x99aa_06d3_0147_98d8_6001_c324_468d_497f),
            (1, 0xa6cd_5e93_9200_0f6a_c44b_dff4_074e_ecdb),
            (3, 0xe3b5_5f57_945a_17cf_5f42_99fc_161c_9cbb),
            (4, 0xeb70_bf5f_c779_e9e6_a611_1d53_e80a_3db5),
            (8, 0xe1e4_432a_6221_7fe4_cfd5_0c61_c8bb_98c1),
            (9, 0x16c7_69d8_3e4a_ebce_9079_3197_9dca_3746),
            (16, 0x7295_0631_8276_07e2_8428_12cc_870d_cae2),
            (17, 0x685b_c458_b37d_057f_c06e_233d_f772_9217),
            (128, 0x1479_2fc3_af88_dc6c_0532_1a0b_64d6_7b41),
            (129, 0xdd5e_74ac_6b45_f54e_bc30_b633_82b0_9a3b),
            (240, 0x65b5_be86_da55_40e7_c92b_68e1_6f83_bbb6),
            (241, 0x1da1_cb61_bcb8_a2a1_02e8_cd95_421c_6d02),
            (1024, 0xd0ac_1f7b_93bf_57b9_e5d7_8baf_a45b_2aa5),
            (1025, 0x2882_ebca_04ec_915c_e95c_4228_8f28_186e),
            (5000, 0xb92e_c02c_39d3_3ce7_b418_500f_c423_20ee),
        ] {
            let bytes: Vec<u8> = (0..=250).cycle().take(len).collect();
            assert_eq!(hash(&bytes), expected, "{len}");
        }
    }

    #[test]
    fn keys_are_those_of_every_version() {
        let session = SessionKey::new("sess_1");
        let key = |kind, id, index, category| IdempotencyKey::new(session, kind, id, index, category).to_string();
        let long = "x".repeat(400);
        let keys = [
            key(RecordKind::Response, "resp_1", 0, "record"),
            key(RecordKind::Response, "resp_1", 0, "input_audio_tokens"),
            key(RecordKind::Transcription, "item_1", 2, "record"),
            key(RecordKind::Translation, "", 0, "seconds"),
            key(RecordKind::Response, &long, u64::MAX, &long),
        ];
        assert_eq!(keys, VECTORS);
    }

    const VECTORS: [&str; 5] = [
        "6092ac4476be3648731a790ff30c6844",
        "8018f925a845c010ed0f561dad045b9a",
        "08dfc0457d43af6f5f257cf8db0c3a7f",
        "6aad13fa76ba85e400b842b6709b3cf9",
        "b6d02941b07654582a97e281b5280160",
    ];

    #[test]
    fn parts_do_not_run_into_each_other() {
        let session = SessionKey::new("s");
        let key = |id, index, category| IdempotencyKey::new(session, RecordKind::Response, id, index, category);
        let keys = [key("ab", 0, "c"), key("a", 0, "bc"), key("abc", 0, ""), key("", 0, "abc"), key("ab", 1, "c")];
        for (at, one) in keys.iter().enumerate() {
            assert!(keys[at + 1..].iter().all(|other| other != one));
        }
    }
}
