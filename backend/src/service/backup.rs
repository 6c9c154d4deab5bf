//! A backup: one sealed tar file with the whole journal and the data set file, made also beside a running server.
//!
//! ```text
//! backup.json      what it holds: epoch, seq, records, hash of the records
//! data.json        the data set file
//! journal/…        the files of the journal
//! SHA256SUMS       for `sha256sum -c` behind `tar xf`
//! SEAL.sha256      the SHA-256 of every byte of the tar file before this entry
//! ```
//!
//! The data set file is there so that the records can be had with `tar` alone, and so that a replay of the journal has
//! something to be compared with. Everything is read and written piece by piece.

mod container_1;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::store::journal::segments::{Part, Parts, Source, read_name};
use crate::store::on_disk::OnDisk;
use crate::store::{OpenError, files, hex};

const FORMAT: u32 = 2;
const HEAD: &str = "backup.json";
const DATA: &str = "data.json";
const SUMS: &str = "SHA256SUMS";
const SEAL: &str = "SEAL.sha256";
const JOURNAL: &str = "journal/";
/// A header, the digits in a block, and the two empty blocks at the end of a tar file.
const SEAL_BYTES: u64 = 512 + 512 + 1024;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHead {
    /// Format of the file.
    backup: u32,
    /// The life of the server it was taken from.
    pub epoch: String,
    /// The last change in it.
    pub seq: u64,
    /// When that was made: seconds since 1970 (UTC).
    pub at: i64,
    /// How many records it holds.
    pub records: usize,
    /// Hash over them, in hex.
    state: String,
}

/// Why a backup cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data directory cannot be read.
    #[error(transparent)]
    Directory(#[from] OpenError),
    /// The file cannot be read or written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// The file is no backup, or it is damaged.
    #[error("{} is not a whole backup: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        reason: String,
    },
}

/// A backup that was read and held every check.
pub(crate) struct Backup {
    pub(crate) head: BackupHead,
    pub(crate) on_disk: OnDisk,
}

/// Writes a backup of a data directory. A file of that name is replaced only by a complete one.
///
/// # Errors
/// See [`BackupError`].
pub fn backup(dir: &Path, file: &Path) -> Result<BackupHead, BackupError> {
    let on_disk = OnDisk::read(dir)?;
    if on_disk.end.is_none() {
        return Err(OpenError::NoData(dir.to_owned()).into());
    }
    let failed = |error| BackupError::Io {
        path: file.to_owned(),
        error,
    };
    let state = &on_disk.state;
    let head = BackupHead {
        backup: FORMAT,
        epoch: state.cursor.epoch.clone(),
        seq: state.cursor.seq,
        at: state.at,
        records: state.records.len(),
        state: hex::encode(&state.hash),
    };
    files::replace_with(file, |out| write(out, &head, &on_disk)).map_err(failed)?;
    Ok(head)
}

fn write(out: &mut File, head: &BackupHead, on_disk: &OnDisk) -> io::Result<()> {
    let hashing = Hashing {
        inner: BufWriter::with_capacity(1 << 18, out),
        hash: Sha256::new(),
    };
    let mut tar = tar::Builder::new(hashing);
    let mut sums = String::new();
    let mut add = |tar: &mut tar::Builder<_>, name: &str, length: u64, from: &mut dyn Read| -> io::Result<()> {
        let mut hashing = Hashing {
            inner: from,
            hash: Sha256::new(),
        };
        tar.append_data(&mut header(length, head.at), name, &mut hashing)?;
        sums.push_str(&format!("{}  {name}\n", hex::encode(&hashing.hash.finalize())));
        Ok(())
    };
    let text = serde_json::to_string(head)? + "\n";
    add(&mut tar, HEAD, text.len() as u64, &mut text.as_bytes())?;
    let data = on_disk.state.contents().to_file() + "\n";
    add(&mut tar, DATA, data.len() as u64, &mut data.as_bytes())?;
    drop(data);
    for part in on_disk.parts() {
        let name = format!("{JOURNAL}{}", part.name);
        add(&mut tar, &name, part.source.length(), &mut part.source.reader())?;
    }
    tar.append_data(&mut header(sums.len() as u64, head.at), SUMS, sums.as_bytes())?;
    let seal = hex::encode(&tar.get_ref().hash.clone().finalize());
    append_seal(&mut tar, &seal)?;
    tar.into_inner()?.inner.flush()
}

fn header(length: u64, at: i64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_size(length);
    header.set_mode(0o644);
    header.set_mtime(u64::try_from(at).unwrap_or(0));
    header.set_entry_type(tar::EntryType::Regular);
    header
}

fn append_seal(tar: &mut tar::Builder<impl Write>, seal: &str) -> io::Result<()> {
    let text = format!("{seal}\n");
    tar.append_data(&mut header(text.len() as u64, 0), SEAL, text.as_bytes())
}

/// Passes bytes on and hashes them.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.hash.update(&into[..count]);
        Ok(count)
    }
}

/// Reads a backup and checks its seal, the chain of its journal, and that both tell the same records.
///
/// # Errors
/// [`BackupError::Damaged`] with what does not hold.
pub fn check(file: &Path) -> Result<BackupHead, BackupError> {
    read(file).map(|backup| backup.head)
}

pub(crate) fn read(path: &Path) -> Result<Backup, BackupError> {
    let failed = |error| BackupError::Io {
        path: path.to_owned(),
        error,
    };
    let mut file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut first = [0; 10];
    let is_old = file.read_exact(&mut first).is_ok() && first == *b"{\"backup\":";
    let parsed = match is_old {
        true => std::fs::read(path)
            .map_err(failed)
            .map(|bytes| container_1::parse(&bytes))?,
        false => parse(&Arc::new(file), length),
    };
    parsed.map_err(|reason| BackupError::Damaged {
        path: path.to_owned(),
        reason,
    })
}

fn parse(file: &Arc<File>, length: u64) -> Result<Backup, String> {
    let unreadable = |error: io::Error| format!("it cannot be read: {error}");
    let sealed = length.checked_sub(SEAL_BYTES).ok_or("it is too short")?;
    let part = |offset, length| Source::File {
        file: Arc::clone(file),
        offset,
        length,
    };
    let mut hashing = Hashing {
        inner: io::sink(),
        hash: Sha256::new(),
    };
    io::copy(&mut part(0, sealed).reader(), &mut hashing).map_err(unreadable)?;
    let mut expected = tar::Builder::new(Vec::new());
    append_seal(&mut expected, &hex::encode(&hashing.hash.finalize())).map_err(unreadable)?;
    let expected = expected.into_inner().map_err(unreadable)?;
    if part(sealed, SEAL_BYTES).bytes().map_err(unreadable)? != expected {
        return Err("its seal does not hold".to_owned());
    }
    let (mut head, mut data, mut parts) = (None, None, Parts::default());
    let whole = part(0, length);
    let mut archive = tar::Archive::new(BufReader::new(whole.reader()));
    for entry in archive.entries().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path().map_err(unreadable)?;
        let name = path.to_string_lossy().into_owned();
        let source = part(entry.raw_file_position(), entry.size());
        match name.as_str() {
            HEAD => head = Some(source),
            DATA => data = Some(source),
            SUMS | SEAL => {}
            name => {
                let name = name.strip_prefix(JOURNAL).unwrap_or_default();
                let (kind, _, number) = read_name(name).ok_or_else(|| format!("\"{name}\" does not belong into it"))?;
                parts.parts.push(Part {
                    kind,
                    name: name.to_owned(),
                    number,
                    source,
                });
            }
        }
    }
    let head = head.ok_or("it has no head")?.bytes().map_err(unreadable)?.into_owned();
    let head: BackupHead = serde_json::from_slice(&head).map_err(|error| format!("its head: {error}"))?;
    if head.backup != FORMAT {
        return Err(format!(
            "it has format {}, which this version does not know",
            head.backup
        ));
    }
    let data = data.ok_or("it has no data set file")?;
    parts.sort();
    whole_backup(head, parts, |state| {
        let bytes = data.bytes().map_err(unreadable)?;
        Ok(bytes.strip_suffix(b"\n") == Some(state.as_bytes()))
    })
}

/// Replays the journal of a backup and compares it with what its head and its data set file say.
fn whole_backup(
    head: BackupHead,
    parts: Parts,
    same_data: impl FnOnce(&str) -> Result<bool, String>,
) -> Result<Backup, String> {
    let on_disk = OnDisk::of_parts(parts, u32::MAX).map_err(|error| error.to_string())?;
    let state = &on_disk.state;
    let same = state.cursor.seq == head.seq
        && state.cursor.epoch == head.epoch
        && hex::encode(&state.hash) == head.state
        && same_data(&state.contents().to_file())?;
    match same && on_disk.torn == 0 && on_disk.strays.is_empty() {
        true => Ok(Backup { head, on_disk }),
        false => Err("its journal and its records differ".to_owned()),
    }
}
