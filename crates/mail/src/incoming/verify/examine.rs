//! SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489 and 9989) and ARC (RFC 8617) of a message, as mail-auth tells them, within
//! bounds that no message can widen.
//!
//! Whoever writes a message chooses whose name servers are asked about it. So what others' servers say, or never say, is
//! asked apart from what decides: nobody escapes a domain's wish by being slow elsewhere.

use super::client::Client;
use super::judge::{Facts, Record, covers, judge, relates};
use super::results::Told;
use atiende_core::inbound::{Basis, Check, Finding, Verification};
use atiende_mime::Trace;
use atiende_text::address::normalise_email;
use mail_auth::common::crypto::Algorithm;
use mail_auth::common::headers::Header;
use mail_auth::dkim::Signature;
use mail_auth::dmarc::Policy;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, Error, MessageAuthenticator, SpfOutput,
    SpfResult,
};
use std::time::Duration;
use tokio::time::timeout;

/// More fields, or more fields in one signature, are an attack on whoever checks it.
const FIELDS_MAX: usize = 1_000;
const SIGNED_MAX: usize = 100;
/// Signatures that are looked at: of the author's domain, and of others, which decide nothing.
const OWN_MAX: usize = 4;
const OTHERS_MAX: usize = 2;
const DOMAINS_MAX: usize = 4;
const SEALS_MAX: usize = 5;
/// How long each part may take where servers are slow.
const SPF_PATIENCE: Duration = Duration::from_secs(6);
const OTHERS_PATIENCE: Duration = Duration::from_secs(3);

/// What a message says of its origin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim {
    /// The normalised address that the desk takes it to be from.
    pub(super) author: Option<String>,
    pub(super) trace: Trace,
    /// The envelope sender; empty: the null sender.
    pub(super) sender: Option<String>,
    /// Who handed it to the desk's own server; `None`: nobody can tell.
    pub(super) client: Option<Client>,
    /// What a server that is believed found out.
    pub(super) told: Option<Told>,
}

impl Claim {
    /// The domain that the desk takes it to be from.
    pub(super) fn domain(&self) -> &str {
        self.author.as_deref().and_then(|author| author.rsplit_once('@')).map_or("", |(_, domain)| domain)
    }

    /// Of all whom it names, the one that the desk takes first.
    fn domains(&self) -> Vec<String> {
        let named = self.trace.authors.iter().filter_map(|author| normalise_email(author));
        let named = named.filter_map(|author| author.rsplit_once('@').map(|(_, domain)| domain.to_owned()));
        let mut domains = vec![self.domain().to_owned()];
        domains.extend(named);
        domains.retain(|domain| !domain.is_empty());
        let mut distinct: Vec<String> = Vec::new();
        for domain in domains {
            if !distinct.contains(&domain) && distinct.len() < DOMAINS_MAX {
                distinct.push(domain);
            }
        }
        distinct
    }

    /// One author, whom the desk, this program's reader and the checker all read alike.
    pub(super) fn is_plain(&self, checker: &[String]) -> bool {
        let [only] = self.trace.authors.as_slice() else { return false };
        let [read] = checker else { return false };
        !self.trace.is_doubled && read.eq_ignore_ascii_case(only) && normalise_email(only) == self.author
    }

    pub(super) fn is_vouched(&self) -> bool {
        let domain = self.domain();
        !domain.is_empty() && self.told.as_ref().is_some_and(|told| told.dmarc_pass == domain)
    }
}

/// Everything about it; of what is no message, nothing.
pub(super) async fn examine(asks: &MessageAuthenticator, raw: &[u8], claim: &Claim) -> Verification {
    let unknown = || Verification::unknown(Basis::Nameless, claim.domain());
    let Some(mut message) = AuthenticatedMessage::parse(without_mark(raw)) else { return unknown() };
    let (own, others) = signatures(&mut message, claim.domain());
    let (spf, sender) = spf(asks, claim).await;
    message.dkim_headers = others;
    let mut dkim = shown(&timeout(OTHERS_PATIENCE, asks.verify_dkim(&message)).await.unwrap_or_default());
    let arc = arc(asks, &message).await;
    message.dkim_headers = own;
    message.errors.clear();
    let told: Vec<Signature> =
        claim.told.iter().flat_map(|told| &told.signed).map(|domain| signed_by(domain)).collect();
    let mut signed = asks.verify_dkim(&message).await;
    signed.extend(told.iter().map(|signature| DkimOutput::pass().with_signature(signature)));
    dkim.splice(0..0, shown(&signed));
    let mut checks = Vec::new();
    for domain in claim.domains() {
        checks.push(dmarc(asks, &domain, (&signed, &spf, &sender)).await);
    }
    let facts = Facts {
        records: checks.iter().map(record).collect(),
        is_plain: claim.is_plain(&message.from),
        is_vouched: claim.is_vouched(),
        ..owned(claim.domain(), &signed, (&spf, &sender))
    };
    let (trust, basis) = judge(&facts);
    let domain = claim.domain();
    let spf = Check::new(spf_finding(spf.result()), &sender, &address(claim));
    Verification { trust, basis, spf, dkim, arc, dmarc: worst(&checks), ..Verification::unknown(basis, domain) }
}

/// The line that mailbox files and some pipes part messages with is no field.
fn without_mark(raw: &[u8]) -> &[u8] {
    let marked = raw.starts_with(b"From ").then(|| raw.iter().position(|byte| *byte == b'\n')).flatten();
    marked.and_then(|at| raw.get(at + 1..)).unwrap_or(raw)
}

type Signatures<'x> = Vec<Header<'x, Signature>>;

/// The signatures that are worth checking: those that may be of the author's domain, and others.
fn signatures<'x>(message: &mut AuthenticatedMessage<'x>, author: &str) -> (Signatures<'x>, Signatures<'x>) {
    let mut all = std::mem::take(&mut message.dkim_headers);
    if message.headers.len() > FIELDS_MAX {
        all.clear();
    }
    message.errors.truncate(OTHERS_MAX);
    all.retain(|signature| is_sound(&signature.header));
    for signature in &mut all {
        // Neither reports nor somebody else's leave to sign are asked for.
        signature.header.r = false;
        signature.header.atps = None;
    }
    let (mut own, mut others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|signature| relates(&signature.header.d, author));
    own.truncate(OWN_MAX);
    others.truncate(OTHERS_MAX);
    (own, others)
}

/// RFC 8301 3.1: SHA-1 proves nothing. RFC 6376 5.4: who signs, signs the author.
fn is_sound(signature: &Signature) -> bool {
    let fields = &signature.h;
    signature.a != Algorithm::RsaSha1
        && fields.len() <= SIGNED_MAX
        && fields.iter().any(|field| field.eq_ignore_ascii_case("from"))
}

fn signed_by(domain: &str) -> Signature {
    Signature { d: domain.to_owned(), ..Signature::default() }
}

/// And the domain that answers for the envelope: the sender's, or of a null sender what the client called itself.
async fn spf(asks: &MessageAuthenticator, claim: &Claim) -> (SpfOutput, String) {
    if let Some(told) = claim.told.as_ref().filter(|told| !told.spf_pass.is_empty()) {
        return (SpfOutput::new(told.spf_pass.clone()).with_result(SpfResult::Pass), told.spf_pass.clone());
    }
    let sender = claim.sender.as_deref().unwrap_or_default().trim_matches(['<', '>']).to_lowercase();
    let of_sender = sender.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    let Some(client) = &claim.client else { return (SpfOutput::default(), of_sender.unwrap_or_default()) };
    let (address, helo) = (client.address, client.helo.as_str());
    let (domain, asked) = match &of_sender {
        Some(domain) => (domain.as_str(), SpfParameters::verify_mail_from(address, helo, helo, &sender)),
        None => (helo, SpfParameters::verify_ehlo(address, helo, helo)),
    };
    let failed = || SpfOutput::new(domain.to_owned()).with_result(SpfResult::TempError);
    let found = timeout(SPF_PATIENCE, asks.verify_spf(asked)).await.unwrap_or_else(|_| failed());
    (found, domain.to_owned())
}

async fn dmarc(
    asks: &MessageAuthenticator,
    author: &str,
    (signed, spf, sender): (&[DkimOutput<'_>], &SpfOutput, &str),
) -> DmarcOutput {
    // Of the message only the author counts here, and who that is we say.
    let message = AuthenticatedMessage { from: vec![format!("author@{author}")], ..AuthenticatedMessage::default() };
    let asked = DmarcParameters {
        message: &message,
        dkim_output: signed,
        dkim2_output: None,
        rfc5321_mail_from_domain: sender,
        spf_output: spf,
    };
    asks.verify_dmarc(asked).await
}

async fn arc(asks: &MessageAuthenticator, message: &AuthenticatedMessage<'_>) -> Option<Check> {
    let newest = message.as_headers.last()?;
    if message.as_headers.len() > SEALS_MAX || message.headers.len() > FIELDS_MAX {
        return None;
    }
    let found = timeout(OTHERS_PATIENCE, asks.verify_arc(message)).await;
    let (finding, why) = found.map_or((Finding::TempError, String::new()), |found| dkim_finding(found.result()));
    Some(Check::new(finding, &newest.header.d, &why))
}

fn record(output: &DmarcOutput) -> Record {
    let enforced = matches!(output.policy(), Policy::Quarantine | Policy::Reject);
    match output.result() {
        DmarcResult::Pass => Record::Kept,
        DmarcResult::TempError(_) => Record::Unanswered,
        _ if output.dmarc_record().is_none() => Record::Missing,
        _ if enforced => Record::Broken,
        _ => Record::BrokenInVain,
    }
}

/// What counts where there is no record.
fn owned(author: &str, signed: &[DkimOutput<'_>], (spf, sender): (&SpfOutput, &str)) -> Facts {
    let by_author = |output: &&DkimOutput<'_>| {
        output.signature().is_some_and(|signature| covers(&signature.d.to_ascii_lowercase(), author))
    };
    let own: Vec<_> = signed.iter().filter(by_author).map(DkimOutput::result).collect();
    let is_senders = covers(sender, author);
    Facts {
        is_signed: own.contains(&&DkimResult::Pass),
        is_sent: is_senders && spf.result() == SpfResult::Pass,
        is_doubtful: own.iter().any(|result| matches!(result, DkimResult::TempError(_)))
            || (is_senders && spf.result() == SpfResult::TempError),
        ..Facts::default()
    }
}

/// For people: of several authors the one whose record is broken, else the first.
fn worst(checks: &[DmarcOutput]) -> Check {
    let broken = checks.iter().find(|check| record(check) == Record::Broken);
    let Some(output) = broken.or(checks.first()) else { return Check::none() };
    let finding = match record(output) {
        Record::Kept => Finding::Pass,
        Record::Broken | Record::BrokenInVain => Finding::Fail,
        Record::Missing => Finding::None,
        Record::Unanswered => Finding::TempError,
    };
    let policy = output.dmarc_record().map_or_else(String::new, |_| format!("p={}", output.policy()));
    Check::new(finding, output.domain(), &policy)
}

fn shown(outputs: &[DkimOutput<'_>]) -> Vec<Check> {
    let one = |output: &DkimOutput<'_>| {
        let (finding, why) = dkim_finding(output.result());
        let (domain, selector) = output.signature().map_or(("", ""), |signature| (&signature.d, &signature.s));
        let detail: Vec<&str> = [selector, why.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        Check::new(finding, domain, &detail.join(": "))
    };
    outputs.iter().map(one).collect()
}

/// RFC 8601 2.7.1: a signature that is not valid failed; one that makes no sense is an error.
fn dkim_finding(result: &DkimResult) -> (Finding, String) {
    use mail_auth::dkim::DkimError::{FailedBodyHashMatch, SignatureExpired};
    match result {
        DkimResult::Pass => (Finding::Pass, String::new()),
        DkimResult::None => (Finding::None, String::new()),
        DkimResult::Neutral(error @ Error::Dkim(FailedBodyHashMatch | SignatureExpired)) | DkimResult::Fail(error) => {
            (Finding::Fail, error.to_string())
        }
        DkimResult::Neutral(error) => (Finding::Neutral, error.to_string()),
        DkimResult::PermError(error) => (Finding::PermError, error.to_string()),
        DkimResult::TempError(error) => (Finding::TempError, error.to_string()),
    }
}

const fn spf_finding(result: SpfResult) -> Finding {
    match result {
        SpfResult::Pass => Finding::Pass,
        SpfResult::Fail => Finding::Fail,
        SpfResult::SoftFail => Finding::SoftFail,
        SpfResult::Neutral => Finding::Neutral,
        SpfResult::TempError => Finding::TempError,
        SpfResult::PermError => Finding::PermError,
        SpfResult::None => Finding::None,
    }
}

fn address(claim: &Claim) -> String {
    claim.client.as_ref().map_or_else(String::new, |client| client.address.to_string())
}
