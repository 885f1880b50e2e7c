//! What compressed a file, and how it is undone.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    pub(crate) fn by_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        match () {
            () if extension.eq_ignore_ascii_case("gz") => Some(Self::Gzip),
            () if extension.eq_ignore_ascii_case("zst") => Some(Self::Zstd),
            () => None,
        }
    }

    /// By what `raw` begins with, and the bytes that were read of it. No JSON text begins so.
    pub(crate) fn by_magic(raw: &mut impl Read) -> io::Result<(Option<Self>, Vec<u8>)> {
        let mut head = Vec::new();
        // No further than it takes to tell: a line of two bytes may be all there is for now.
        while [GZIP, ZSTD].iter().any(|magic| magic.len() > head.len() && magic.starts_with(&head)) {
            if raw.take(1).read_to_end(&mut head)? == 0 {
                break;
            }
        }
        let packing = match () {
            () if head.starts_with(GZIP) => Some(Self::Gzip),
            () if head.starts_with(ZSTD) => Some(Self::Zstd),
            () => None,
        };
        Ok((packing, head))
    }

    pub(crate) fn unpack(self, packed: impl BufRead + 'static) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(packed)?;
                decoder.window_log_max(WINDOW_LOG)?;
                Box::new(decoder)
            }
        })
    }
}

/// What can be read only once, such as a pipe: whether it is compressed is seen at the first read, and not before, for
/// that may have to wait.
pub(crate) struct Unseen<R> {
    raw: Option<R>,
    seen: Box<dyn Read>,
}

impl<R: Read + 'static> Unseen<R> {
    pub(crate) fn of(raw: R) -> Box<dyn Read> {
        Box::new(Self { raw: Some(raw), seen: Box::new(io::empty()) })
    }
}

impl<R: Read + 'static> Read for Unseen<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(mut raw) = self.raw.take() {
            let (packing, head) = Packing::by_magic(&mut raw)?;
            let whole = io::Cursor::new(head).chain(raw);
            self.seen = match packing {
                Some(packing) => packing.unpack(buffered(whole))?,
                None => Box::new(whole),
            };
        }
        self.seen.read(buffer)
    }
}

pub(crate) fn buffered<R: Read>(file: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER, file)
}

/// RFC 1952, section 2.3.1: deflate is the only method there is.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];
/// RFC 8878, section 3.1.1.
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// 128 MiB. `zstd` makes larger windows only if told to, and needs as much memory then.
const WINDOW_LOG: u32 = 27;
const BUFFER: usize = 128 * 1024;
