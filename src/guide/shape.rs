//! The words for what a value looks like. What they mean is worked out in `lint::shape`.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shape {
    Empty,
    Blank,
    Placeholder,
    Reference,
    PhoneNumber,
    Digits,
    GraphId,
    AccessToken,
    HexSecret,
    TwilioAccountSid,
    Url,
    /// The six digits of two-step verification.
    Pin,
    /// A number that programs round: with an exponent, a fraction, or past 2^53.
    ImpreciseNumber,
    /// An address that Meta refuses as a webhook.
    RefusedUrl,
    /// What the credential's own page says of a right value.
    Right,
    /// The same, but for characters that came along when it was copied.
    RightButForStrays,
}

impl Shape {
    pub const WORDS: [(&'static str, Self); 16] = [
        ("empty", Self::Empty),
        ("blank", Self::Blank),
        ("placeholder", Self::Placeholder),
        ("reference", Self::Reference),
        ("phone-number", Self::PhoneNumber),
        ("digits", Self::Digits),
        ("graph-id", Self::GraphId),
        ("access-token", Self::AccessToken),
        ("hex-secret", Self::HexSecret),
        ("twilio-account-sid", Self::TwilioAccountSid),
        ("url", Self::Url),
        ("pin", Self::Pin),
        ("imprecise-number", Self::ImpreciseNumber),
        ("refused-url", Self::RefusedUrl),
        ("right", Self::Right),
        ("right-but-for-strays", Self::RightButForStrays),
    ];

    /// What a reader is shown instead of the value.
    pub fn description(self) -> &'static str {
        match self {
            Self::Empty => "nothing",
            Self::Blank => "only blanks",
            Self::Placeholder => "a placeholder",
            Self::Reference => "a reference",
            Self::PhoneNumber => "a phone number",
            Self::Digits => "digits only",
            Self::GraphId => "an ID",
            Self::AccessToken => "an access token",
            Self::HexSecret => "a hex secret",
            Self::TwilioAccountSid => "a Twilio Account SID",
            Self::Url | Self::RefusedUrl => "a URL",
            Self::Pin => "six digits",
            Self::ImpreciseNumber => "a rounded number",
            Self::Right => "a value",
            Self::RightButForStrays => "stray characters in a value",
        }
    }
}
