//! The words for what a value looks like. What they mean is worked out in `lint::shape`.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}

impl Shape {
    pub const WORDS: [(&'static str, Self); 11] = [
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
            Self::Url => "a URL",
        }
    }
}
