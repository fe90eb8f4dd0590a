//! Puts other bytes into a file: whole or not at all, with the owner and the mode that it had.

use std::fs::{File, Metadata};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use fieldguide::lint::fix::MendError;

/// What stands in a file now, and what is to stand there.
pub struct Change {
    metadata: Metadata,
    present: Vec<u8>,
    mended: Vec<u8>,
}

/// What would be written, where it could be.
pub fn check(path: &Path, mend: impl FnOnce(&[u8]) -> Result<Vec<u8>, MendError>) -> anyhow::Result<Change> {
    let metadata = std::fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        bail!("it is a symbolic link: name the file that it leads to");
    }
    if !metadata.is_file() {
        bail!("it is no regular file");
    }
    if has_other_names(&metadata) {
        bail!("it has other names (hard links), which would keep the old text: mend it by hand");
    }
    if metadata.permissions().readonly() {
        bail!("it is read-only: make it writable first");
    }
    let present = std::fs::read(path)?;
    let mended = mend(&present)?;
    Ok(Change {
        metadata,
        present,
        mended,
    })
}

/// Replaces the file in one step. Until then the new bytes stand beside it, readable by its owner alone, under a name
/// that begins like the file's: what git ignores as `.env*` it ignores, too, should the machine stop just then.
pub fn file(path: &Path, mend: impl FnOnce(&[u8]) -> Result<Vec<u8>, MendError>) -> anyhow::Result<()> {
    let change = check(path, mend)?;
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut beside = tempfile::Builder::new()
        .prefix(&format!("{name}.fieldguide-"))
        .tempfile_in(directory)
        .context("no file can be made beside it")?;
    beside.write_all(&change.mended)?;
    keep_owner(beside.as_file(), &change.metadata)?;
    beside
        .as_file()
        .set_permissions(change.metadata.permissions())
        .context("its mode cannot be kept")?;
    beside.as_file().sync_all()?;
    if std::fs::read(path)? != change.present {
        return Err(MendError::Changed.into());
    }
    beside.persist(path).map_err(|error| error.error)?;
    sync(directory)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn keep_owner(file: &File, metadata: &Metadata) -> anyhow::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = file.metadata()?;
    let wanted = (metadata.uid(), metadata.gid());
    if (own.uid(), own.gid()) != wanted {
        fchown(file, Some(wanted.0), Some(wanted.1)).context("its owner cannot be kept")?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> anyhow::Result<()> {
    Ok(())
}

/// The rename is on the disk when the directory is.
#[cfg(unix)]
fn sync(directory: &Path) -> anyhow::Result<()> {
    Ok(File::open(directory)?.sync_all()?)
}

#[cfg(not(unix))]
fn sync(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
