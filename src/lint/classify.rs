//! Keys to credentials, by the words of the key and by what stands around it. Values are not looked at, but for
//! those that name a provider, and for whether there is one.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use rustc_hash::FxBuildHasher;

use crate::config::{Document, Entry, Step};
use crate::guide::Guide;
use crate::guide::credential::Payload;
use crate::guide::provider::Enter;
use crate::guide::shape::Shape;
use crate::lint::matches_glob;
use crate::lint::needles::Needles;

/// No credential's key is longer, in bytes; what is, is text.
const LONGEST_KEY: usize = 1000;
/// A value that is a credential's name is no longer than this, in bytes.
const LONGEST_NAME_AS_VALUE: usize = 120;
/// Words that a credential's name may have, with the numbers between them.
const MOST_WORDS: usize = 10;
/// Words that one name can be put together of: "whats" + "app", "cloud" + "api".
const LONGEST_NAME: usize = 5;

/// A document's keys, understood.
#[derive(Debug)]
pub struct Classified {
    /// The credential of each entry, as an index into [`Guide::credentials`].
    pub credentials: Vec<Option<usize>>,
    /// What each block says of the provider.
    pub blocks: Vec<Block>,
    /// Where a captured webhook proves what a value is: entry and credential, in the order of the entries.
    pub proofs: Vec<(usize, usize)>,
    /// The entries whose key may be anybody's: only what stands beside it says whose it is.
    pub bare: HashSet<usize>,
}

impl Classified {
    /// The credential that a captured webhook proves an entry's value to be.
    pub fn proven(&self, entry: usize) -> Option<usize> {
        let first = self.proofs.partition_point(|(at, _)| *at < entry);
        self.proofs
            .get(first)
            .filter(|(at, _)| *at == entry)
            .map(|(_, credential)| *credential)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Block {
    pub provider: Declared,
    /// Its provider is no sign of WhatsApp: `provider: facebook` may be of signing in, `provider: vapi` is of calls.
    pub is_elsewhere: bool,
    /// The provider that its section is called as: it hands out nothing of the others'.
    pub called: Option<usize>,
    /// It has names that only the CRM's own settings have.
    pub is_crm: bool,
    /// It is of a captured webhook: then nothing in it is a setting.
    pub is_payload: bool,
}

/// The provider that a block says it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Declared {
    #[default]
    Nothing,
    /// An index into [`Guide::providers`].
    Known(usize),
    /// One that the guide does not know.
    Other,
}

/// What a text is as the name of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderName {
    Known(usize),
    /// Misspelt.
    Nearly(usize),
    /// A service that is known to be something else.
    OtherService,
    Other,
}

/// Words before a name in a comment that add nothing to it.
const ARTICLES: [&str; 12] = [
    "a", "is", "it", "its", "my", "our", "s", "that", "the", "this", "which", "your",
];

/// Names of at most so many characters are not guessed at.
const SHORTEST_MISSPELLING: usize = 4;

/// Folded.
pub type Words<'g> = HashSet<Cow<'g, str>, FxBuildHasher>;

/// Knows the names of a guide's credentials.
pub struct Classifier<'g> {
    /// Names joined without separators, with the credentials that have them.
    names: HashMap<Cow<'g, str>, Vec<Named>, FxBuildHasher>,
    vendors: HashMap<Cow<'g, str>, BTreeSet<usize>, FxBuildHasher>,
    fillers: Words<'g>,
    brands: Words<'g>,
    scopes: Words<'g>,
    not_the_value: Words<'g>,
    other_services: Words<'g>,
    not_settings: &'g [String],
    not_settings_below: Words<'g>,
    programs: Programs<'g>,
    /// Providers with other products, and what finds the words without which their settings are of those.
    only_beside: Vec<(usize, Needles)>,
    sections: Words<'g>,
    collections: Words<'g>,
    /// Few enough to be looked at one by one.
    provider_keys: Vec<Cow<'g, str>>,
    crm_keys: Words<'g>,
    /// What configs call each provider, and whether the CRM calls it so.
    provider_names: HashMap<Cow<'g, str>, (usize, bool), FxBuildHasher>,
    /// The same where the key says WhatsApp.
    ambiguous_provider_names: HashMap<Cow<'g, str>, usize, FxBuildHasher>,
    /// The providers that hand out each credential; none where all do.
    given_by: Vec<BTreeSet<usize>>,
    /// The credentials that the CRM's form has a box for, whatever the provider.
    in_the_form: HashSet<usize>,
    payloads: Vec<(&'g Payload, usize)>,
    /// What people call each ID, folded.
    spoken: HashMap<Cow<'g, str>, usize, FxBuildHasher>,
    edges: HashMap<Cow<'g, str>, usize, FxBuildHasher>,
}

/// A word of fewer letters may stand anywhere in a long token, by chance.
const SHORTEST_WITHIN: usize = 6;

/// Whether a text says one of the words. A short one begins or ends a word of the text.
fn says(text: &str, words: &Needles) -> bool {
    let is_within = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
    words.places(text).any(|(found, _)| {
        let begins = found.start == 0 || !is_within(found.start - 1);
        begins || !is_within(found.end) || found.len() >= SHORTEST_WITHIN
    })
}

/// What tells a program's settings.
struct Programs<'g> {
    /// Files that hold none, and names that none stands below.
    files: &'g [String],
    below: Words<'g>,
    /// Finds providers' words in its text, and whose each is.
    spoken: Needles,
    speakers: Vec<usize>,
}

/// A shorter word of a provider's may be part of any other.
const SHORTEST_SPOKEN: usize = 4;

impl<'g> Programs<'g> {
    fn new(guide: &'g Guide) -> Self {
        let programs = &guide.settings.vocabulary.programs;
        let (words, speakers): (Vec<Cow<str>>, Vec<usize>) = guide
            .providers
            .iter()
            .enumerate()
            .flat_map(|(at, provider)| provider.vendor_words.iter().map(move |word| (fold(word), at)))
            .filter(|(word, _)| word.len() >= SHORTEST_SPOKEN)
            .unzip();
        Self {
            files: &programs.not_settings,
            below: programs
                .not_settings_below
                .iter()
                .map(|word| fold(word))
                .collect(),
            spoken: Needles::new(words.into_iter().map(Cow::into_owned)),
            speakers,
        }
    }

    /// The providers that a program's text or name speaks of, wherever that is.
    fn spoken_of(&self, texts: [&str; 2]) -> BTreeSet<usize> {
        let found = texts.iter().flat_map(|text| self.spoken.places(text));
        found.map(|(_, word)| self.speakers[word]).collect()
    }
}

#[derive(Debug, Clone, Copy)]
struct Named {
    credential: usize,
    ambiguous: bool,
}

/// What the names above an entry say of it.
#[derive(Default)]
struct Above<'a> {
    path: Option<&'a [Step]>,
    is_example: bool,
    is_below_root: bool,
    providers: Option<BTreeSet<usize>>,
}

/// What a key's words alone say.
#[derive(Debug, Clone)]
enum Reading {
    Nothing,
    /// This credential, and the providers that the key speaks of.
    Certain(usize, BTreeSet<usize>),
    /// One of these, if something else speaks of their provider.
    Possible(Vec<usize>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Vendor,
    Filler,
    Brand,
    Scope,
    NotTheValue,
    OtherService,
    Unknown,
}

impl<'g> Classifier<'g> {
    pub fn new(guide: &'g Guide) -> Self {
        let provider_at = |id: &str| guide.providers.iter().position(|it| it.id.text == id);
        let mut names: HashMap<Cow<str>, Vec<Named>, _> = HashMap::default();
        for (at, credential) in guide.credentials.iter().enumerate() {
            let keys = credential.keys.iter().map(|key| (key, false));
            let ambiguous = credential.ambiguous_keys.iter().map(|key| (key, true));
            for (key, ambiguous) in keys.chain(ambiguous) {
                names.entry(fold(&key.text)).or_default().push(Named {
                    credential: at,
                    ambiguous,
                });
            }
        }
        let mut vendors: HashMap<Cow<str>, BTreeSet<usize>, _> = HashMap::default();
        let mut provider_names = HashMap::default();
        let mut ambiguous_provider_names = HashMap::default();
        for (at, provider) in guide.providers.iter().enumerate() {
            for word in &provider.vendor_words {
                vendors.entry(fold(word)).or_default().insert(at);
            }
            for name in &provider.ambiguous_names {
                ambiguous_provider_names.insert(fold(name), at);
            }
            for name in &provider.also_called {
                provider_names.insert(fold(name), (at, false));
            }
            for name in [&provider.id.text, &provider.label] {
                provider_names.insert(fold(name), (at, true));
            }
        }
        let mut spoken = HashMap::default();
        let mut edges = HashMap::default();
        for (at, credential) in guide.credentials.iter().enumerate() {
            edges.extend(
                credential
                    .graph_edges
                    .iter()
                    .map(|edge| (Cow::Borrowed(edge.as_str()), at)),
            );
            if credential.shape == Some(Shape::GraphId) {
                let keys = credential.keys.iter().map(|key| &key.text);
                let names = keys.chain(&credential.also_called).chain([&credential.title]);
                spoken.extend(names.map(|name| (fold(name), at)));
            }
        }
        let vocabulary = &guide.settings.vocabulary;
        let set = |words: &'g [String]| words.iter().map(|word| fold(word)).collect();
        Self {
            names,
            vendors,
            fillers: set(&vocabulary.fillers),
            brands: set(&vocabulary.brands),
            scopes: set(&vocabulary.scopes),
            not_the_value: set(&vocabulary.not_the_value),
            other_services: set(&vocabulary.other_services),
            not_settings: &vocabulary.not_settings,
            not_settings_below: set(&vocabulary.not_settings_below),
            programs: Programs::new(guide),
            only_beside: guide
                .providers
                .iter()
                .enumerate()
                .filter(|(_, provider)| !provider.only_beside.is_empty())
                .map(|(at, provider)| (at, Needles::new(provider.only_beside.iter().cloned())))
                .collect(),
            sections: set(&vocabulary.sections),
            collections: set(&vocabulary.collections),
            provider_keys: vocabulary.provider_keys.iter().map(|key| fold(key)).collect(),
            crm_keys: set(&vocabulary.crm_keys),
            provider_names,
            ambiguous_provider_names,
            in_the_form: (0..guide.credentials.len())
                .filter(|at| {
                    let id = &guide.credentials[*at].id.text;
                    let mut fields = guide.providers.iter().filter_map(|provider| provider.field(id));
                    fields.any(|field| field.enter != Enter::Never)
                })
                .collect(),
            given_by: guide
                .credentials
                .iter()
                .map(|it| {
                    it.given_by
                        .iter()
                        .filter_map(|name| provider_at(&name.text))
                        .collect()
                })
                .collect(),
            payloads: guide
                .credentials
                .iter()
                .enumerate()
                .flat_map(|(at, it)| it.payloads.iter().map(move |payload| (payload, at)))
                .collect(),
            spoken,
            edges,
        }
    }

    pub fn classify(&self, file: &str, text: &str, document: &Document) -> Classified {
        // A program's blocks are no sections.
        let is_flat = document.parents.len() == 1 || document.is_program;
        let readings: Vec<Reading> = document
            .entries
            .iter()
            .map(|entry| self.read(&entry.key))
            .collect();
        let mut blocks = self.blocks(document, is_flat);
        let named = self.named_by_file(file);
        let evidence = self.evidence(document, &readings, &blocks, &named);
        let holds_settings = self.holds_settings(file, document);
        // Other programs have phone numbers with IDs, too: in a program a name alone is not enough.
        let spoken_of = document.is_program.then(|| self.programs.spoken_of([file, text]));
        let others: LazyCell<BTreeSet<usize>, _> =
            LazyCell::new(|| self.with_other_products_here([file, text]).collect());
        // Of most providers it need not be asked.
        let is_of_another_product = |provider: &usize| {
            self.only_beside.iter().any(|(it, _)| it == provider) && others.contains(provider)
        };
        let is_another = |credential: usize| {
            let given_by = &self.given_by[credential];
            let is_spoken_of = |providers: &BTreeSet<usize>| !given_by.is_disjoint(providers);
            !given_by.is_empty()
                && spoken_of
                    .as_ref()
                    .is_some_and(|providers| !is_spoken_of(providers))
        };
        let certain: HashSet<(usize, usize)> = document
            .entries
            .iter()
            .zip(&readings)
            .filter_map(|(entry, reading)| match reading {
                Reading::Certain(credential, _) => Some((entry.block, *credential)),
                _ => None,
            })
            .collect();
        let mut above = Above::default();
        let mut bare = HashSet::new();
        let credentials = document
            .entries
            .iter()
            .zip(&readings)
            .enumerate()
            .map(|(at, (entry, reading))| {
                // Entries side by side have the same names above them.
                if above.path != Some(entry.above()) {
                    let (providers, is_below_root) = self.ancestors(entry.above());
                    above = Above {
                        path: Some(entry.above()),
                        is_example: self.is_below_examples(entry.above()),
                        is_below_root,
                        providers,
                    };
                }
                if !holds_settings || above.is_example || (document.is_program && self.is_made_up(entry)) {
                    return None;
                }
                let is_below_root = above.is_below_root;
                let above = &above.providers;
                match reading {
                    Reading::Nothing => None,
                    // `vapi: {phoneNumberId: ...}` is that service's.
                    Reading::Certain(..) if above.as_ref().is_some_and(BTreeSet::is_empty) => None,
                    Reading::Certain(credential, _) if is_another(*credential) => None,
                    Reading::Certain(_, providers)
                        if !providers.is_empty() && providers.iter().all(is_of_another_product) =>
                    {
                        None
                    }
                    Reading::Certain(credential, _) => Some(*credential),
                    // One bare word such as `token` is anybody's in a file without sections, and among variables.
                    Reading::Possible(_)
                        if ((is_flat && entry.path.len() == 1)
                            || (above.is_none() && !entry.key.contains(char::is_lowercase)))
                            && words(&entry.key).len() == 1 =>
                    {
                        None
                    }
                    Reading::Possible(candidates) => {
                        let mut beside = Cow::Borrowed(above.as_ref().unwrap_or(&evidence[entry.block]));
                        if above.is_none() && is_below_root && !named.is_empty() {
                            beside.to_mut().extend(&named);
                        }
                        if beside.iter().any(is_of_another_product) {
                            beside
                                .to_mut()
                                .retain(|provider| !is_of_another_product(provider));
                        }
                        let providers = beside.as_ref();
                        let is_crm = blocks[entry.block].is_crm;
                        let is_branded = words(&entry.key)
                            .iter()
                            .any(|word| self.brands.contains(word.as_str()));
                        if above.is_none() && !is_crm && !is_branded {
                            bare.insert(at);
                        }
                        candidates.iter().copied().find(|candidate| {
                            let given_by = &self.given_by[*candidate];
                            // The CRM's own settings may hold any field of its form.
                            let is_meant = given_by.is_empty()
                                || !given_by.is_disjoint(providers)
                                || (is_crm && self.in_the_form.contains(candidate));
                            // The block has this credential under its own name: an empty one is left over.
                            let is_left_over = entry.value.expose().is_empty()
                                && certain.contains(&(entry.block, *candidate));
                            is_meant && !providers.is_empty() && !is_left_over
                        })
                    }
                }
            })
            .collect();
        let proofs = self.proofs(document, &mut blocks);
        Classified {
            credentials,
            blocks,
            proofs,
            bare,
        }
    }

    /// The providers whose settings in this file are of their other products.
    fn with_other_products_here(&self, texts: [&str; 2]) -> impl Iterator<Item = usize> {
        self.only_beside
            .iter()
            .filter(move |(_, words)| !texts.iter().any(|text| says(text, words)))
            .map(|(provider, _)| *provider)
    }

    /// Whether a variable of this name may be of interest, wherever it stands.
    pub fn knows(&self, key: &str) -> bool {
        !matches!(self.read(key), Reading::Nothing) || self.is_provider_key(key)
    }

    /// The credential that a name means whatever stands around it, as in `${WABA_ID}`.
    pub fn certain(&self, name: &str) -> Option<usize> {
        match self.read(name) {
            Reading::Certain(credential, _) => Some(credential),
            _ => None,
        }
    }

    /// The credential that a name may mean.
    fn by_name(&self, name: &str) -> Option<usize> {
        match self.read(name) {
            Reading::Certain(credential, _) => Some(credential),
            Reading::Possible(candidates) => candidates.first().copied(),
            Reading::Nothing => None,
        }
    }

    /// Whether a text is a credential's name and nothing else: left in by a template.
    pub fn is_name(&self, text: &str) -> bool {
        text.len() <= LONGEST_NAME_AS_VALUE
            && !text.contains(|c: char| c.is_ascii_digit() || c.is_whitespace())
            && self.by_name(text).is_some()
    }

    /// Whether `provider` hands out `credential`.
    pub fn gives(&self, provider: usize, credential: usize) -> bool {
        let given_by = &self.given_by[credential];
        given_by.is_empty() || given_by.contains(&provider)
    }

    fn read(&self, key: &str) -> Reading {
        if key.len() > LONGEST_KEY {
            return Reading::Nothing;
        }
        let words = words(key);
        let Some((range, named)) = self.longest_name(&words) else {
            return Reading::Nothing;
        };
        let before = self.labels(&words[..range.start]);
        let behind = self.labels(&words[range.end..]);
        let vendors = self.vendors_of(&words[..range.start]);
        let is_something_else = behind.iter().filter(|label| **label == Label::Unknown).count() > 2;
        let is_another_service = before.contains(&Label::OtherService);
        if is_something_else || is_another_service {
            return Reading::Nothing;
        }
        let certain = named.iter().find(|it| !it.ambiguous).or_else(|| {
            named
                .iter()
                .find(|it| !self.given_by[it.credential].is_disjoint(&vendors))
                .or_else(|| {
                    named
                        .iter()
                        .find(|it| !vendors.is_empty() && self.given_by[it.credential].is_empty())
                })
        });
        // `WHATSAPP_CLOUD_API_TOKEN`: nothing unknown between the provider's word and the name.
        let vendor_stands_next = before
            .iter()
            .rev()
            .find(|label| !matches!(label, Label::Filler | Label::Brand | Label::Scope))
            == Some(&Label::Vendor);
        let is_branded = before.contains(&Label::Brand);
        let fits = |label: &Label| match label {
            Label::Scope => true,
            Label::Brand | Label::Filler => is_branded,
            _ => false,
        };
        match certain {
            Some(it) if !it.ambiguous || vendor_stands_next => {
                let mut providers = self.given_by[it.credential].clone();
                if providers.is_empty() {
                    providers.extend(vendors);
                }
                Reading::Certain(it.credential, providers)
            }
            _ if before.iter().chain(&behind).all(fits) => {
                Reading::Possible(named.iter().map(|it| it.credential).collect())
            }
            _ => Reading::Nothing,
        }
    }

    /// The longest run of words that is a credential's name, with nothing behind it that makes it something else;
    /// the last of the longest. `WHATSAPP_PHONE_NUMBER` is a name, but not in `WHATSAPP_PHONE_NUMBER_ID`.
    fn longest_name(&self, words: &[String]) -> Option<(std::ops::Range<usize>, &[Named])> {
        let mut best: Option<(usize, std::ops::Range<usize>, &[Named])> = None;
        for start in 0..words.len() {
            let mut joined = String::new();
            for end in start + 1..=words.len().min(start + MOST_WORDS) {
                // A number between the words counts an account: `PHONE_1_NUMBER_ID`.
                if !is_number(&words[end - 1]) || joined.is_empty() {
                    joined.push_str(&words[end - 1]);
                } else if end == words.len() {
                    break;
                }
                if let Some(named) = self.names.get(joined.as_str())
                    && !is_number(&words[end - 1])
                    && best.as_ref().is_none_or(|(length, ..)| joined.len() >= *length)
                    && !self.labels(&words[end..]).contains(&Label::NotTheValue)
                {
                    best = Some((joined.len(), start..end, named));
                }
            }
        }
        best.map(|(_, range, named)| (range, named))
    }

    fn labels(&self, words: &[String]) -> Vec<Label> {
        let mut labels = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = LONGEST_NAME.min(words.len() - at);
            let found = (1..=longest).rev().find_map(|length| {
                self.label(&words[at..at + length].concat())
                    .map(|label| (length, label))
            });
            let (length, label) = found.unwrap_or((1, Label::Unknown));
            labels.push(label);
            at += length;
        }
        labels
    }

    fn label(&self, word: &str) -> Option<Label> {
        if self.vendors.contains_key(word) {
            Some(Label::Vendor)
        } else if self.fillers.contains(word) {
            Some(Label::Filler)
        } else if self.brands.contains(word) {
            Some(Label::Brand)
        } else if self
            .scopes
            .contains(word.trim_end_matches(|c: char| c.is_ascii_digit()))
            || is_number(word)
            // `WEBHOOK_URL_A` counts, too.
            || word.len() == 1
        {
            Some(Label::Scope)
        } else if self.not_the_value.contains(word) {
            Some(Label::NotTheValue)
        } else if self.other_services.contains(word) {
            Some(Label::OtherService)
        } else {
            None
        }
    }

    fn vendors_of(&self, words: &[String]) -> BTreeSet<usize> {
        let mut vendors = BTreeSet::new();
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + LONGEST_NAME) {
                if let Some(found) = self.vendors.get(words[start..end].concat().as_str()) {
                    vendors.extend(found);
                }
            }
        }
        vendors
    }

    /// The providers that the nearest telling key above an entry speaks of, none where it is another service's;
    /// `None` where no key tells, and whether that is so up to the document's root; or one stands between that nobody
    /// knows.
    fn ancestors(&self, above: &[Step]) -> (Option<BTreeSet<usize>>, bool) {
        let keys: Vec<&str> = above
            .iter()
            .filter_map(|step| match step {
                Step::Key(key) => Some(key.as_str()),
                Step::Item(_) => None,
            })
            .collect();
        for (at, key) in keys.iter().enumerate().rev() {
            let words = words(key);
            if words
                .iter()
                .any(|word| self.other_services.contains(word.as_str()))
            {
                return (Some(BTreeSet::new()), false);
            }
            let vendors = self.vendors_of(&words);
            if !vendors.is_empty() {
                return (Some(vendors), false);
            }
            let is_named = at > 0 && self.collections.contains(&fold(keys[at - 1]));
            let is_known = words.iter().all(|word| {
                [
                    &self.sections,
                    &self.collections,
                    &self.scopes,
                    &self.fillers,
                    &self.brands,
                ]
                .iter()
                .any(|known| known.contains(word.as_str()))
            });
            if !is_known && !is_named {
                return (None, false);
            }
        }
        (None, true)
    }

    /// The providers that a file's name speaks of.
    fn named_by_file(&self, file: &str) -> BTreeSet<usize> {
        self.vendors_of(&words(file.rsplit('/').next().unwrap_or(file)))
    }

    /// Translations and schemas speak of credentials and hold none; a program's tests hold made-up ones.
    fn holds_settings(&self, file: &str, document: &Document) -> bool {
        let of_programs = document.is_program.then_some(self.programs.files);
        let patterns: Vec<&String> = self
            .not_settings
            .iter()
            .chain(of_programs.into_iter().flatten())
            .collect();
        let mut names = file.split('/').map(str::to_lowercase);
        !names.any(|name| patterns.iter().any(|pattern| matches_glob(pattern, &name)))
    }

    /// `sampleConfig`, `labels`: a program's own words for what is no setting.
    fn is_made_up(&self, entry: &Entry) -> bool {
        entry.path.iter().any(|step| match step {
            Step::Key(key) => words(key)
                .iter()
                .any(|word| self.programs.below.contains(word.as_str())),
            Step::Item(_) => false,
        })
    }

    fn is_below_examples(&self, above: &[Step]) -> bool {
        above.iter().any(|step| match step {
            Step::Key(key) => self.not_settings_below.contains(&fold(key)),
            Step::Item(_) => false,
        })
    }

    /// Whether a key names the provider, so that its value does; `SHOP_WHATSAPP_PROVIDER` does, too.
    pub fn is_provider_key(&self, key: &str) -> bool {
        if key.len() > LONGEST_KEY {
            return false;
        }
        let folded = fold(key);
        let is_last = |known: &&Cow<str>| folded.ends_with(known.as_ref());
        self.provider_keys.iter().filter(is_last).any(|known| {
            let before = folded.len() - known.len();
            let words = words(key);
            let shortest = words.len().saturating_sub(LONGEST_NAME);
            // One word at the end is any program's: `SMS_PROVIDER`.
            let mut starts = shortest..words.len().saturating_sub(1);
            before == 0 || starts.any(|start| words[..start].concat().len() == before)
        })
    }

    /// The provider that a text names.
    pub fn provider_named(&self, text: &str) -> ProviderName {
        let text = fold(text);
        if let Some((provider, _)) = self.provider_names.get(&text) {
            return ProviderName::Known(*provider);
        }
        if let Some(provider) = self.ambiguous_provider_names.get(&text) {
            return ProviderName::Known(*provider);
        }
        if self.other_services.contains(&text) {
            return ProviderName::OtherService;
        }
        // Short names are near to too many others.
        if text.len() <= SHORTEST_MISSPELLING {
            return ProviderName::Other;
        }
        let names = self.provider_names.keys().map(Cow::as_ref);
        match crate::guide::mistake::nearest(&text, names).and_then(|name| self.provider_names.get(name)) {
            Some((provider, _)) => ProviderName::Nearly(*provider),
            None => ProviderName::Other,
        }
    }

    /// Whether a key holds the address of an API, not that of a page or a webhook.
    pub fn is_base_address(&self, key: &str) -> bool {
        let words = words(key);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        has(&["api", "base", "endpoint", "host", "server"])
            && !has(&["callback", "docs", "hook", "redirect", "webhook"])
    }

    /// Whether an entry holds the address of an API, and its key or what is above it speaks of the first provider.
    pub fn is_own_address(&self, entry: &Entry) -> bool {
        let is_address = self.is_base_address(&entry.key) || self.is_bare_address(&entry.key);
        let keys = entry.path.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Item(_) => None,
        });
        is_address
            && keys
                .flat_map(|key| self.vendors_of(&words(key)))
                .any(|provider| provider == 0)
    }

    /// `url`, `WHATSAPP_URL`: nothing says what else the address may be of.
    fn is_bare_address(&self, key: &str) -> bool {
        match words(key).as_slice() {
            [.., before, last] => last == "url" && self.vendors.contains_key(before.as_str()),
            [only] => only == "url",
            [] => false,
        }
    }

    /// Whether a key speaks of providers, and not of this one. The first provider's words, such as `whatsapp`, are
    /// everybody's.
    pub fn is_another_providers_key(&self, key: &str, provider: usize) -> bool {
        let vendors = self.vendors_of(&words(key));
        self.is_base_address(key)
            && !vendors.is_empty()
            && !vendors.contains(&provider)
            && !vendors.contains(&0)
    }

    /// The ID that a comment names, where it says nothing else: `# WABA ID`.
    pub fn named_in_comment(&self, comment: &str) -> Option<usize> {
        let words: Vec<String> = words(comment);
        if words.len() > MOST_WORDS {
            return None;
        }
        let first = words.iter().position(|word| !ARTICLES.contains(&word.as_str()))?;
        self.spoken.get(words[first..].concat().as_str()).copied()
    }

    /// The credential whose ID stands before this segment of a Graph address.
    pub fn before_edge(&self, edge: &str) -> Option<usize> {
        self.edges.get(edge).copied()
    }

    /// What each block declares, with what the blocks around it declare.
    fn blocks(&self, document: &Document, is_flat: bool) -> Vec<Block> {
        let mut blocks = vec![Block::default(); document.parents.len()];
        for entry in &document.entries {
            let key = fold(&entry.key);
            let block = &mut blocks[entry.block];
            block.is_crm |= self.crm_keys.contains(&key);
            if !self.is_provider_key(&entry.key) {
                continue;
            }
            let value = fold(entry.value.expose());
            let is_bare = words(&entry.key).len() == 1;
            let ambiguous = self.ambiguous_provider_names.get(&value);
            let is_ours = || !is_bare || self.ancestors(entry.above()).0.is_some_and(|it| !it.is_empty());
            let named = self.provider_names.get(&value).copied();
            match named.or_else(|| ambiguous.filter(|_| is_ours()).map(|at| (*at, false))) {
                Some((provider, by_the_crm)) => {
                    block.provider = Declared::Known(provider);
                    block.is_elsewhere = self.brands.contains(&value) && is_bare;
                    block.is_crm |= by_the_crm;
                }
                None => {
                    block.is_elsewhere = self.other_services.contains(&value);
                    // In a file without sections a bare `PROVIDER` may be of mail, or of anything.
                    let is_name = !value.is_empty()
                        && !entry.value.expose().contains(['$', '{', '<'])
                        && !self.is_nearly_a_provider(&value);
                    if is_name && !(is_flat && is_bare && entry.path.len() == 1) {
                        block.provider = Declared::Other;
                    }
                }
            }
        }
        // `[twilio]`: a section that is called as a provider is for it.
        for entry in &document.entries {
            let block = &mut blocks[entry.block];
            if let [.., Step::Key(section), _] = entry.path.as_slice()
                && let Some((provider, _)) = self.provider_names.get(&fold(section))
            {
                block.called = Some(*provider);
            }
        }
        for (into, from) in &document.merged {
            let from = blocks[*from].clone();
            if blocks[*into].provider == Declared::Nothing {
                blocks[*into].provider = from.provider;
            }
            blocks[*into].is_crm |= from.is_crm;
        }
        // Parents come before their children.
        for at in 0..blocks.len() {
            if let Some(parent) = document.parents[at] {
                if blocks[at].provider == Declared::Nothing
                    && let Declared::Known(provider) = blocks[parent].provider
                {
                    blocks[at].provider = Declared::Known(provider);
                    blocks[at].is_elsewhere = blocks[parent].is_elsewhere;
                }
                blocks[at].is_crm |= blocks[parent].is_crm;
            }
        }
        blocks
    }

    /// A misspelt name declares nothing: its author meant a provider that the guide knows.
    fn is_nearly_a_provider(&self, value: &str) -> bool {
        matches!(self.provider_named(value), ProviderName::Nearly(_))
    }

    /// The providers that each block's entries, selector and file name speak of.
    fn evidence(
        &self,
        document: &Document,
        readings: &[Reading],
        blocks: &[Block],
        named: &BTreeSet<usize>,
    ) -> Vec<BTreeSet<usize>> {
        let mut evidence = vec![BTreeSet::new(); document.parents.len()];
        let mut possible = vec![0; document.parents.len()];
        for (entry, reading) in document.entries.iter().zip(readings) {
            match reading {
                Reading::Certain(_, providers) => evidence[entry.block].extend(providers),
                // Anybody has phone numbers and webhooks.
                Reading::Possible(candidates) => {
                    let is_anybodys = candidates.iter().all(|it| self.given_by[*it].is_empty());
                    possible[entry.block] += usize::from(!is_anybodys);
                }
                Reading::Nothing => {}
            }
        }
        for (entry, reading) in document.entries.iter().zip(readings) {
            // The CRM's own name for a field, and two other fields beside it.
            if let Reading::Possible(candidates) = reading
                && possible[entry.block] > 2
                && self.crm_keys.contains(&fold(&entry.key))
            {
                for candidate in candidates {
                    evidence[entry.block].extend(&self.given_by[*candidate]);
                }
            }
        }
        // What a program's objects speak of, its constants beside them do, too.
        if document.is_program {
            let all: BTreeSet<usize> = evidence.iter().flatten().copied().collect();
            evidence[0].extend(all);
        }
        for (at, block) in blocks.iter().enumerate() {
            match block.provider {
                Declared::Known(provider) if !block.is_elsewhere => {
                    evidence[at].insert(provider);
                }
                Declared::Other if block.is_elsewhere => evidence[at].clear(),
                _ => {}
            }
            if document.parents[at].is_none() {
                evidence[at].extend(named);
            }
        }
        // What is taken over stands before.
        for (into, from) in &document.merged {
            let from = evidence[*from].clone();
            evidence[*into].extend(from);
        }
        evidence
    }

    /// What captured webhooks prove; their blocks are marked. A file may hold several documents, each on its own.
    fn proofs(&self, document: &Document, blocks: &mut [Block]) -> Vec<(usize, usize)> {
        let mut roots: Vec<usize> = Vec::with_capacity(document.parents.len());
        for (at, parent) in document.parents.iter().enumerate() {
            roots.push(parent.map_or(at, |parent| roots[parent]));
        }
        let objects: HashMap<usize, &str> = document
            .entries
            .iter()
            .filter(|entry| entry.path == [Step::Key("object".to_owned())])
            .map(|entry| (roots[entry.block], entry.value.expose()))
            .collect();
        let mut proofs = Vec::new();
        let mut captured: HashSet<usize> = HashSet::new();
        for (at, entry) in document.entries.iter().enumerate() {
            let root = roots[entry.block];
            let Some(object) = objects.get(&root) else {
                continue;
            };
            let path = entry.key_path();
            for (payload, credential) in &self.payloads {
                if payload.object == *object && payload.path == path {
                    proofs.push((at, *credential));
                    captured.insert(root);
                }
            }
        }
        for (block, root) in blocks.iter_mut().zip(&roots) {
            block.is_payload = captured.contains(root);
        }
        proofs
    }
}

/// The words of a key, in lower case: `WHATSAPP_PHONE-NUMBER.id` and `whatsAppPhoneNumberId` alike.
pub fn words(key: &str) -> Vec<String> {
    written_words(key).map(|word| fold(word).into_owned()).collect()
}

/// The same as they are written.
pub fn written_words(key: &str) -> impl Iterator<Item = &str> {
    let mut rest = key;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mut before: Option<char> = None;
        let ends = |(at, c): (usize, char)| {
            let is_raised = |before: char| {
                let behind = || rest[at + c.len_utf8()..].chars().next();
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && behind().is_some_and(char::is_lowercase))
            };
            let ends = !c.is_alphanumeric() || (c.is_uppercase() && before.is_some_and(is_raised));
            before = Some(c);
            ends.then_some(at)
        };
        let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
        let word;
        (word, rest) = rest.split_at(end);
        (!word.is_empty()).then_some(word)
    })
}

/// A name without case and separators, to be compared.
pub fn fold(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        return Cow::Borrowed(name);
    }
    let mut folded = String::with_capacity(name.len());
    // Nearly all names are ASCII, which needs no tables.
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        folded.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
    } else {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        folded.extend(letters.flat_map(char::to_lowercase));
    }
    Cow::Owned(folded)
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_said_at_the_beginning_or_the_end_of_others() {
        let words = Needles::new(["whatsapp", "waba"].map(str::to_owned).into_iter());
        for text in ["wabaId", "META_WABA", "waba", "twilioWhatsappNumber"] {
            assert!(says(text, &words), "{text}");
        }
        for text in ["", "WABBAJACK", "0NuwAbA7rf", "app"] {
            assert!(!says(text, &words), "{text}");
        }
    }

    #[test]
    fn keys_fall_into_words() {
        assert_eq!(
            words("WHATSAPP_PHONE-NUMBER.id"),
            ["whatsapp", "phone", "number", "id"]
        );
        assert_eq!(words("phoneNumberId"), ["phone", "number", "id"]);
        assert_eq!(words("WABAId"), ["waba", "id"]);
        assert_eq!(words("D360-API-KEY"), ["d360", "api", "key"]);
        assert_eq!(fold("WhatsApp"), "whatsapp");
    }
}
