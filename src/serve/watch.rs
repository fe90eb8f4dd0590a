//! Notices that a guide may have changed. What has, and whether anything has, is for whoever reads it anew: editors
//! and systems differ too much in how they save for the kind of an event to mean anything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::guide::files::DIRECTORIES;
use crate::guide::settings::FILE_NAME;

/// A save, or a checkout, is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(10);

/// Longer than this nobody waits for quiet.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often we look ourselves: network drives, containers and full tables of watches tell nothing.
const LOOK: Duration = Duration::from_secs(1);

pub struct Watch {
    root: PathBuf,
    /// What the system tells us by; nothing where it can't.
    native: Option<RecommendedWatcher>,
    /// Why the system can't, or not of every directory.
    problem: Option<notify::Error>,
    events: Receiver<()>,
    /// Holds the channel open where the system tells nothing.
    _sender: Sender<()>,
    seen: Listing,
}

/// Files by path, with what changes when they do; directories, without.
type Listing = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

impl Watch {
    /// Watches the guide in `root`.
    pub fn new(root: &Path) -> Self {
        // Events give the path as the system knows it.
        let real = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let (sender, events) = channel();
        let config = Config::default().with_follow_symlinks(false);
        let told = sender.clone();
        let inside = real.clone();
        let handler = move |event: notify::Result<Event>| {
            if event.map_or(true, |event| concerns(&event, &inside)) {
                // Nobody listens any more when the server is ending.
                let _ = told.send(());
            }
        };
        let (native, problem) = match RecommendedWatcher::new(handler, config) {
            Ok(native) => (Some(native), None),
            Err(error) => (None, Some(error)),
        };
        let mut watch = Self {
            seen: listing(&real),
            root: real,
            native,
            problem,
            events,
            _sender: sender,
        };
        watch.listen();
        watch
    }

    /// Waits until something may have changed, and then until that is over. Returns when it began.
    /// `is_restless` where the guide can't be read: what mends that may be nothing that can be noticed.
    pub fn wait(&mut self, is_restless: bool) -> Instant {
        loop {
            let event = self.events.recv_timeout(LOOK);
            let began = Instant::now();
            if event.is_ok() {
                self.settle(began);
            }
            // Whoever reads the guide now reads what is listed here, or something newer that will be noticed.
            let now = listing(&self.root);
            let has_changed = now != self.seen;
            if has_changed {
                self.seen = now;
                // Directories may be new, or others of the same name.
                self.listen();
            }
            if event.is_ok() || has_changed || is_restless {
                return began;
            }
        }
    }

    /// Why changes are noticed late, where something new is wrong.
    pub fn problem(&mut self) -> Option<String> {
        let problem = self.problem.take()?;
        Some(match problem.kind {
            notify::ErrorKind::MaxFilesWatch => {
                "no more files may be watched (on Linux, `sysctl fs.inotify.max_user_watches` says how many)"
                    .to_owned()
            }
            _ => problem.to_string(),
        })
    }

    fn settle(&self, began: Instant) {
        while let Some(left) = PATIENCE.checked_sub(began.elapsed()) {
            if self.events.recv_timeout(QUIET.min(left)) == Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    /// Asks the system to tell of changes in the guide; what it is asked for already stays so.
    fn listen(&mut self) {
        let Some(native) = &mut self.native else {
            return;
        };
        // The root is watched for the settings, and for directories that are not there yet.
        let below = DIRECTORIES.map(|name| (self.root.join(name), RecursiveMode::Recursive));
        let root = (self.root.clone(), RecursiveMode::NonRecursive);
        for (path, mode) in below.into_iter().chain([root]) {
            if let Err(error) = native.watch(&path, mode)
                && path.is_dir()
            {
                self.problem = Some(error);
            }
        }
    }
}

/// Whether an event is of the guide. Those of reading are not: they would come of our own reading.
fn concerns(event: &Event, root: &Path) -> bool {
    if event.need_rescan() {
        return true;
    }
    if let EventKind::Access(kind) = event.kind
        && kind != AccessKind::Close(AccessMode::Write)
    {
        return false;
    }
    event.paths.iter().any(|path| is_of_guide(path, root))
}

fn is_of_guide(path: &Path, root: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else {
        return true;
    };
    match inside.components().next() {
        Some(first) => {
            let first = first.as_os_str();
            first == FILE_NAME || DIRECTORIES.iter().any(|name| first == *name)
        }
        None => true,
    }
}

/// The guide's files as the disk has them now. What can't be read is not there: reading it says why.
fn listing(root: &Path) -> Listing {
    std::iter::once(FILE_NAME)
        .chain(DIRECTORIES)
        .flat_map(|name| walkdir::WalkDir::new(root.join(name)))
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            let state = (!metadata.is_dir()).then(|| {
                let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                (modified, metadata.len())
            });
            Some((entry.into_path(), state))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag, ModifyKind};

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(PathBuf::from(path))
    }

    #[test]
    fn only_what_belongs_to_the_guide_and_is_no_reading_concerns_us() {
        let root = Path::new("/guide");
        let concerns = |kind, path| concerns(&event(kind, path), root);
        let modified = EventKind::Modify(ModifyKind::Any);
        let created = EventKind::Create(CreateKind::Any);
        assert!(concerns(modified, "/guide/fieldguide.yaml"));
        assert!(concerns(modified, "/guide/content/a/b.md"));
        assert!(concerns(created, "/guide/themes"));
        assert!(concerns(created, "/guide"));
        assert!(!concerns(created, "/guide/public"));
        assert!(!concerns(modified, "/guide/target/debug/content"));
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert!(!concerns(opened, "/guide/content/a.md"));
        assert!(concerns(closed, "/guide/content/a.md"));
    }

    #[test]
    fn where_events_were_lost_anything_may_have_changed() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(concerns(&lost, Path::new("/guide")));
    }

    #[test]
    fn what_the_system_does_not_tell_is_found_by_looking() {
        let directory = tempfile::tempdir().unwrap();
        let page = directory.path().join("content/a.md");
        std::fs::create_dir(directory.path().join("content")).unwrap();
        let mut watch = Watch::new(directory.path());
        watch.native = None;
        std::fs::write(&page, "one").unwrap();
        watch.wait(false);
        assert!(watch.seen.keys().any(|path| path.ends_with("content/a.md")));
        std::fs::remove_file(&page).unwrap();
        watch.wait(false);
        assert!(!watch.seen.keys().any(|path| path.ends_with("content/a.md")));
    }
}
