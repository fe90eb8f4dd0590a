//! Why a file is not read.

use std::fmt;

/// A file that is not read.
#[derive(Debug)]
pub struct Skipped {
    pub path: String,
    pub reason: Reason,
    /// Somebody named it.
    pub is_named: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Reason {
    NotFound,
    NotRegular,
    LeadsOut,
    Link,
    Unreadable(String),
    /// With the most that is read, in bytes.
    TooLarge(u64),
    Binary,
    Ignored,
    Excluded,
    NoFormat,
}

impl Reason {
    pub fn unreadable(error: &std::io::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file or directory"),
            Self::NotRegular => {
                f.write_str("it is no regular file; pipe it to `fieldguide lint - --stdin-filename NAME`")
            }
            Self::LeadsOut => {
                f.write_str("it is a link that leads out of the repository; name what it leads to")
            }
            Self::Link => f.write_str("it is a link or no regular file; name what it leads to"),
            Self::Unreadable(error) => f.write_str(error),
            Self::TooLarge(most) => write!(f, "it is larger than {most} bytes; --max-file-size reads more"),
            Self::Binary => f.write_str("it is binary"),
            Self::Ignored => f.write_str("git ignores it; name it to have it read, or use --no-ignore"),
            Self::Excluded => f.write_str("the settings exclude it"),
            Self::NoFormat => {
                f.write_str("neither its name nor its content says a format that fieldguide reads")
            }
        }
    }
}

impl Skipped {
    pub fn new(path: &str, reason: Reason, is_named: bool) -> Self {
        Self {
            path: path.to_owned(),
            reason,
            is_named,
        }
    }

    /// It should have been read and could not be.
    pub fn is_failure(&self) -> bool {
        matches!(
            self.reason,
            Reason::NotFound | Reason::NotRegular | Reason::LeadsOut | Reason::Unreadable(_)
        )
    }

    /// Somebody may think that it was read. Nobody thinks so of pictures.
    pub fn is_of_interest(&self) -> bool {
        self.is_named || !matches!(self.reason, Reason::Excluded | Reason::NoFormat)
    }
}
