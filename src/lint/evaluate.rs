//! Rules to findings: the condition language at work on what was read, classified and correlated. What a finding
//! says is for `tell`.

use crate::finding::{Finding, Related, Suppressed};
use crate::guide::condition::{Circumstance, Condition, KeyFault, Manner, ProviderFault, Subject, UrlFault};
use crate::guide::decode::Name;
use crate::guide::rule::Rule;
use crate::guide::shape::Shape;
use crate::guide::{Described, Guide};
use crate::lint::classify::{Classifier, Declared, ProviderName, fold, words};
use crate::lint::correlate::Known;
use crate::lint::{File, Terms, address, fingerprint, suppress};
use crate::source::{Span, is_invisible};
use crate::tree::Written;

pub struct Evaluator<'a> {
    pub guide: &'a Guide,
    pub classifier: &'a Classifier<'a>,
    pub known: &'a Known,
    pub terms: &'a Terms<'a>,
}

/// One entry under judgement.
pub struct Case<'a> {
    pub file: &'a File,
    pub at: usize,
    /// The one whose key it is, or that belongs where it stands.
    pub credential: Option<usize>,
    /// What the value is instead, in words.
    pub other: Option<String>,
    /// The part of the value that it is about.
    pub span: Option<Span>,
    pub related: Vec<Related>,
}

impl<'a> Case<'a> {
    pub fn new(file: &'a File, at: usize, credential: Option<usize>) -> Self {
        Self {
            file,
            at,
            credential,
            other: None,
            span: None,
            related: Vec::new(),
        }
    }

    pub fn value(&self) -> &'a str {
        self.file.document.entries[self.at].value.expose()
    }

    fn key(&self) -> &'a str {
        &self.file.document.entries[self.at].key
    }
}

impl Evaluator<'_> {
    /// What is found in a file, and what its comments suppress.
    pub fn file(&self, file: &File) -> (Vec<Finding>, Vec<Suppressed>) {
        let path = (self.terms.path_in_project)(file.source.name());
        let mut findings = self.all_findings(file);
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        // What is suppressed counts too: otherwise the others would be other findings without its comment.
        fingerprint::give(&mut findings, &path);
        if !self.terms.honours_comments {
            return (findings, Vec::new());
        }
        let mut suppressions = suppress::suppressions(file);
        let suppressed = suppress::apply(&mut suppressions, &mut findings);
        for rule in self.rules(Subject::Suppression).filter(|rule| !rule.is_off) {
            // A template's comments are for the file that is made from it.
            let unused = suppressions.iter().filter(|it| !it.is_used && !file.is_template);
            let mut told: Vec<Finding> = unused.map(|it| self.tell_suppression(rule, file, it)).collect();
            fingerprint::give(&mut told, &path);
            findings.append(&mut told);
        }
        (findings, suppressed)
    }

    fn all_findings(&self, file: &File) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.rules(Subject::File).filter(|rule| !rule.is_off) {
            findings.extend(
                file.document
                    .problems
                    .iter()
                    .map(|it| self.tell_problem(rule, file, it)),
            );
        }
        for at in 0..file.document.entries.len() {
            if file.block(at).is_payload {
                continue;
            }
            self.credential(file, at, &mut findings);
            self.provider_name(file, at, &mut findings);
            self.addresses(file, at, &mut findings);
        }
        findings
    }

    fn rules(&self, subject: Subject) -> impl Iterator<Item = &Described<Rule>> {
        let is_asked = move |rule: &&Described<Rule>| rule.subject() == subject;
        self.guide.rules.iter().filter(is_asked)
    }

    /// What a credential's key holds.
    fn credential(&self, file: &File, at: usize, findings: &mut Vec<Finding>) {
        let Some(credential) = file.classified.credentials[at] else {
            return;
        };
        let is_for_another = self.is_for_another_provider(file, at, credential);
        let id = &self.guide.credentials[credential].id.text;
        let mut has_verdict = false;
        for rule in self.rules(Subject::Credential) {
            if (rule.exclusive && has_verdict) || !names(&rule.on, id) {
                continue;
            }
            if is_for_another && !names(&rule.on_unused, id) {
                continue;
            }
            let mut case = Case::new(file, at, Some(credential));
            if self.holds(&rule.when, &mut case) {
                has_verdict |= rule.exclusive;
                if !rule.is_off {
                    findings.push(self.tell(rule, case));
                }
            }
        }
    }

    fn provider_name(&self, file: &File, at: usize, findings: &mut Vec<Finding>) {
        let entry = &file.document.entries[at];
        if !self.classifier.is_provider_key(&entry.key) {
            return;
        }
        // A bare `provider` may be of mail, or of anything.
        let is_whatsapp = words(&entry.key).len() > 1 || file.has_credentials(entry.block);
        if !is_whatsapp {
            return;
        }
        for rule in self.rules(Subject::ProviderName).filter(|rule| !rule.is_off) {
            let mut case = Case::new(file, at, None);
            if self.holds(&rule.when, &mut case) {
                findings.push(self.tell(rule, case));
            }
        }
    }

    fn addresses(&self, file: &File, at: usize, findings: &mut Vec<Finding>) {
        let value = file.document.entries[at].value.expose();
        if !value.contains("://") {
            return;
        }
        for rule in self.rules(Subject::Url).filter(|rule| !rule.is_off) {
            let mut case = Case::new(file, at, None);
            if self.holds(&rule.when, &mut case) {
                findings.push(self.tell(rule, case));
            }
        }
    }

    /// A block that declares its provider is not judged on what only others hand out.
    fn is_for_another_provider(&self, file: &File, at: usize, credential: usize) -> bool {
        let block = file.block(at);
        match block.provider {
            Declared::Nothing => block
                .called
                .is_some_and(|provider| !self.classifier.gives(provider, credential)),
            Declared::Known(provider) => !self.classifier.gives(provider, credential),
            Declared::Other => !self.guide.credentials[credential].given_by.is_empty(),
        }
    }

    pub fn holds(&self, condition: &Condition, case: &mut Case) -> bool {
        let shapes = case.file.shapes[case.at];
        match condition {
            Condition::Value(wanted) => shapes.has_any(wanted),
            Condition::SameAs(names) => names.iter().any(|name| {
                let found = self.credential_named(name).and_then(|other| {
                    let related =
                        self.known
                            .same_as(case.file, case.at, other, self.guide, self.classifier)?;
                    Some((other, related))
                });
                self.is_other(found, case)
            }),
            Condition::ProvenAs(name) => {
                let found = self.credential_named(name).and_then(|other| {
                    let related = self.known.proven_as(case.file, case.at, other, self.guide)?;
                    Some((other, related))
                });
                self.is_other(found, case)
            }
            Condition::In(circumstances) => circumstances.iter().any(|it| self.is_in(*it, case)),
            Condition::Provider(name) => self.is_for_provider(name, case),
            Condition::On(wanted) => case
                .credential
                .is_some_and(|credential| names(wanted, &self.guide.credentials[credential].id.text)),
            Condition::Beside(list) => self
                .list(list)
                .is_some_and(|list| list.iter().any(|word| case.file.words.contains(word))),
            Condition::OneOf(list) => {
                let value = fold(case.value());
                self.list(list)
                    .is_some_and(|list| list.iter().any(|word| fold(word) == value))
            }
            Condition::Matches(pattern) => {
                !shapes.has(Shape::Reference) && pattern.is_match(case.value().trim())
            }
            Condition::KeyMatches(pattern) => pattern.is_match(case.key()),
            Condition::Key(KeyFault::Repeated) => case.file.repeated.contains(&case.at),
            Condition::Key(KeyFault::StrayCharacters) => {
                case.key() != case.key().trim() || case.key().contains(is_invisible)
            }
            Condition::Key(KeyFault::Bare) => case.file.classified.bare.contains(&case.at),
            Condition::WrittenAs(Manner::ReadDifferently) => {
                case.file.document.entries[case.at].read_differently
            }
            Condition::WrittenAs(Manner::UnquotedNumber) => {
                case.file.document.entries[case.at].written == Written::Number
            }
            Condition::Missing(name) => self.credential_named(name).is_some_and(|credential| {
                !case
                    .file
                    .has_value(case.file.document.entries[case.at].block, credential)
            }),
            Condition::Absent(name) => self.credential_named(name).is_some_and(|credential| {
                !case
                    .file
                    .names(case.file.document.entries[case.at].block, credential)
            }),
            Condition::DiffersElsewhere => {
                let found = self.known.differs_elsewhere(case.file, case.at);
                case.related.extend(found.clone());
                found.is_some()
            }
            Condition::ProviderName(fault) => self.has_provider_fault(*fault, case),
            Condition::Url(fault) => self.has_url_fault(*fault, case),
            Condition::FileUnparsable | Condition::SuppressionUnused => false,
            Condition::All(conditions) => conditions.iter().all(|it| self.holds(it, case)),
            Condition::Any(conditions) => conditions.iter().any(|it| self.holds(it, case)),
            Condition::Not(condition) => !self.holds(condition, case),
        }
    }

    fn credential_named(&self, name: &Name) -> Option<usize> {
        self.guide
            .credentials
            .iter()
            .position(|credential| credential.id.text == name.text)
    }

    fn list(&self, name: &Name) -> Option<&Vec<String>> {
        self.guide.settings.vocabulary.lists.get(&name.text)
    }

    /// Keeps for the finding what the value was found to be.
    fn is_other(&self, found: Option<(usize, Vec<Related>)>, case: &mut Case) -> bool {
        let Some((other, related)) = found else {
            return false;
        };
        case.other = Some(self.guide.credentials[other].title.clone());
        case.related = related;
        true
    }

    fn is_in(&self, circumstance: Circumstance, case: &Case) -> bool {
        let name = case.file.source.name();
        match circumstance {
            Circumstance::TemplateFile => case.file.is_template,
            Circumstance::CrmSettings => case.file.block(case.at).is_crm,
            Circumstance::Manifest => case.file.is_manifest,
            Circumstance::Program => case.file.document.is_program,
            Circumstance::OtherService => {
                let block = case.file.document.entries[case.at].block;
                case.file.served_elsewhere.contains(&block)
            }
            Circumstance::TrackedFile => (self.terms.is_tracked)(name),
            Circumstance::ProductionFile => {
                let production = &self.guide.settings.vocabulary.production;
                words(name).iter().any(|word| production.contains(word))
            }
        }
    }

    fn is_for_provider(&self, name: &Name, case: &Case) -> bool {
        let providers = &self.guide.providers;
        let block = case.file.block(case.at);
        match block.provider {
            Declared::Known(at) => providers[at].id.text == name.text,
            // The CRM's own settings are Meta's, or whoever's comes first, unless they say otherwise.
            Declared::Nothing => {
                block.is_crm && providers.first().is_some_and(|first| first.id.text == name.text)
            }
            Declared::Other => false,
        }
    }

    fn has_provider_fault(&self, fault: ProviderFault, case: &mut Case) -> bool {
        let shapes = case.file.shapes[case.at];
        if shapes.has_any(&[Shape::Empty, Shape::Blank, Shape::Reference, Shape::Placeholder]) {
            return false;
        }
        match (fault, self.classifier.provider_named(case.value())) {
            (ProviderFault::Misspelt, ProviderName::Nearly(provider)) => {
                case.other = Some(self.guide.providers[provider].label.clone());
                true
            }
            (ProviderFault::Unknown, ProviderName::Other) => {
                let labels = self
                    .guide
                    .providers
                    .iter()
                    .map(|provider| provider.label.as_str());
                case.other = Some(labels.collect::<Vec<_>>().join(" or "));
                true
            }
            _ => false,
        }
    }

    fn has_url_fault(&self, fault: UrlFault, case: &mut Case) -> bool {
        match fault {
            UrlFault::CarriesToken => {
                case.span = address::token(case.value());
                case.span.is_some()
            }
            UrlFault::OtherProvider => self.is_others_host(case),
            UrlFault::WrongGraphId => {
                let uses = case.file.graph_uses.iter().filter(|it| it.entry == case.at);
                for used in uses {
                    if let Some(found) =
                        self.known
                            .wrong_in_address(case.file, used, self.guide, self.classifier)
                    {
                        case.credential = Some(used.credential);
                        case.span = Some(used.span.clone());
                        case.other = Some(found.what);
                        case.related = found.related;
                        return true;
                    }
                }
                false
            }
        }
    }

    fn is_others_host(&self, case: &mut Case) -> bool {
        let Some(host) = address::host(case.value()) else {
            return false;
        };
        let Some(owner) = self.guide.provider_at(host) else {
            return false;
        };
        let is_other = match case.file.block(case.at).provider {
            Declared::Known(provider) => provider != owner && self.classifier.is_base_address(case.key()),
            _ => self.classifier.is_another_providers_key(case.key(), owner),
        };
        if is_other {
            case.other = Some(self.guide.providers[owner].label.clone());
        }
        is_other
    }
}

fn names(names: &[Name], id: &str) -> bool {
    names.iter().any(|name| name.text == id)
}
