//! A file, whatever it is: a recording, a compressed one, a pipe, the standard input.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use crate::packing::{Packing, Unseen, buffered};
use crate::progress::Progress;

/// A file that has been opened.
pub(crate) enum Opened {
    /// One that can be read from any byte on, and its size.
    Plain(File, u64),
    Stream(Source),
}

/// What can be read from its beginning, and how.
pub(crate) struct Source {
    pub(crate) bytes: Box<dyn Read>,
    /// More may come as time goes by.
    pub(crate) live: bool,
}

/// Opens the file at `path`, or the standard input for `-`. What is compressed by its name, `.gz` or `.zst`, or by its
/// first bytes is decompressed; `progress` moves with the bytes of the file.
///
/// # Errors
/// What the system says; [`ErrorKind::UnexpectedEof`] for a file of no bytes that is compressed by its name.
pub(crate) fn open(path: &Path, progress: &Progress) -> io::Result<Opened> {
    if is_stdin(path) {
        return Ok(Opened::Stream(Source { bytes: Unseen::of(progress.watch(io::stdin().lock())), live: true }));
    }
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    // Opening a directory works on Unix, and fails only at the first read.
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let live = !metadata.is_file();
    let bytes = match Packing::by_name(path) {
        Some(packing) => packing.unpack(filled(progress.watch(file))?)?,
        // What the system makes up as it is read has no size.
        None if metadata.is_file() && metadata.len() > 0 => {
            let (packing, _) = Packing::by_magic(&mut file)?;
            file.rewind()?;
            match packing {
                Some(packing) => packing.unpack(buffered(progress.watch(file)))?,
                None => return Ok(Opened::Plain(file, metadata.len())),
            }
        }
        None => Unseen::of(progress.watch(file)),
    };
    Ok(Opened::Stream(Source { bytes, live }))
}

impl Opened {
    /// The same to be read from its beginning on.
    pub(crate) fn stream(self, progress: &Progress) -> Source {
        match self {
            Self::Plain(file, _) => Source { bytes: Box::new(progress.watch(file)), live: false },
            Self::Stream(source) => source,
        }
    }
}

/// How many bytes there are to read, if that can be told before.
pub(crate) fn total(files: &[PathBuf]) -> Option<u64> {
    let sizes = files.iter().filter_map(|path| match path.metadata() {
        _ if is_stdin(path) => Some(None),
        Ok(metadata) if metadata.is_file() => Some(Some(metadata.len())),
        Ok(metadata) if !metadata.is_dir() => Some(None),
        // Neither will be read.
        Ok(_) | Err(_) => None,
    });
    sizes.sum()
}

/// Buffered, with bytes to read: no compressed stream has none, so it was cut.
fn filled<R: Read>(file: R) -> io::Result<BufReader<R>> {
    let mut file = buffered(file);
    match file.fill_buf()? {
        [] => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(file),
    }
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether it is there and is no plain file, but a pipe or a device, which may keep waiting whoever opens it.
pub(crate) fn is_no_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file())
}

/// Reads as its source does, but says once that it is going to, with an error, where it might have to wait although
/// there are lines that nobody has seen the outcome of.
pub(crate) struct Courteous<'a> {
    source: Source,
    courtesy: &'a Courtesy,
}

/// What both sides of a [`Courteous`] source know.
#[derive(Default)]
pub(crate) struct Courtesy {
    /// Lines were given since the last time.
    pub(crate) owed: Cell<bool>,
    /// The error was that one.
    told: Cell<bool>,
}

impl<'a> Courteous<'a> {
    pub(crate) fn new(source: Source, courtesy: &'a Courtesy) -> Self {
        Self { source, courtesy }
    }
}

impl Courtesy {
    /// Whether the error that was just met says no more than that there may be a wait.
    pub(crate) fn was_told(&self) -> bool {
        self.told.take()
    }
}

impl Read for Courteous<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.source.live && self.courtesy.owed.take() {
            self.courtesy.told.set(true);
            return Err(ErrorKind::WouldBlock.into());
        }
        self.source.bytes.read(buffer)
    }
}
