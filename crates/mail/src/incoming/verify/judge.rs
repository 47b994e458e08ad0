//! Whether a message is believed to be whose it says: pure. RFC 7489 and 9989 tell what a domain wants done with mail that
//! fails; what fails by none of its wishes proves nothing, either way.

use atiende_core::inbound::{Basis, Trust};

/// What a domain's DMARC record says of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Kept,
    /// And the domain wants it refused or put aside.
    Broken,
    /// But the domain asks for nothing (`p=none`).
    BrokenInVain,
    Missing,
    Unanswered,
}

/// What was found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; `judge` alone weighs them")]
pub(super) struct Facts {
    /// One for each domain that the message claims to be from.
    pub(super) records: Vec<Record>,
    /// It names one author, in one field, and says nothing twice: all read the same of it.
    pub(super) is_plain: bool,
    /// A server that is believed says that the author's domain answers for it.
    pub(super) is_vouched: bool,
    /// The author's domain signed it.
    pub(super) is_signed: bool,
    /// The author's domain lets that server send for it.
    pub(super) is_sent: bool,
    /// A signature or server of the author's domain could not be asked about.
    pub(super) is_doubtful: bool,
}

pub(super) fn judge(facts: &Facts) -> (Trust, Basis) {
    if facts.is_vouched && facts.is_plain {
        return (Trust::Pass, Basis::Provider);
    }
    // Of several authors none is believed, and one that is forged is enough (RFC 7489 6.6.1).
    if facts.records.contains(&Record::Broken) {
        return (Trust::Fail, Basis::Refused);
    }
    let Some(record) = facts.records.first() else { return (Trust::None, Basis::Nameless) };
    if !facts.is_plain {
        return (Trust::None, Basis::Ambiguous);
    }
    match record {
        Record::Kept => (Trust::Pass, Basis::Dmarc),
        Record::Broken | Record::BrokenInVain => (Trust::None, Basis::Lenient),
        Record::Unanswered => (Trust::None, Basis::Unanswered),
        Record::Missing if facts.is_signed => (Trust::Pass, Basis::Signature),
        Record::Missing if facts.is_sent => (Trust::Pass, Basis::Server),
        Record::Missing if facts.is_doubtful => (Trust::None, Basis::Unanswered),
        Record::Missing => (Trust::None, Basis::Silent),
    }
}

/// Whether what this domain signs or sends is the author's: it is the author's domain, or one above it. What is beneath may be
/// somebody else's (`ana.blogs.example` is not `blogs.example`), and nobody has a whole top-level domain.
pub(super) fn covers(domain: &str, author: &str) -> bool {
    let above = author.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    !domain.is_empty() && (domain == author || (above.is_some() && domain.contains('.')))
}

/// Whether the two may belong together, by their last two labels: who is asked first. Decides nothing.
pub(super) fn relates(a: &str, b: &str) -> bool {
    let end = |domain: &str| domain.rsplit('.').take(2).map(str::to_ascii_lowercase).collect::<Vec<_>>();
    !a.is_empty() && end(a) == end(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(record: Record) -> Facts {
        Facts { records: vec![record], is_plain: true, ..Facts::default() }
    }

    #[test]
    fn the_domains_record_decides() {
        for (record, expected) in [
            (Record::Kept, (Trust::Pass, Basis::Dmarc)),
            (Record::Broken, (Trust::Fail, Basis::Refused)),
            (Record::BrokenInVain, (Trust::None, Basis::Lenient)),
            (Record::Unanswered, (Trust::None, Basis::Unanswered)),
            (Record::Missing, (Trust::None, Basis::Silent)),
        ] {
            assert_eq!(judge(&plain(record)), expected);
        }
        // Valid signatures of a domain do not help where its record is not kept.
        assert_eq!(judge(&Facts { is_signed: true, is_sent: true, ..plain(Record::Broken) }).0, Trust::Fail);
        assert_eq!(judge(&Facts { is_signed: true, ..plain(Record::BrokenInVain) }).0, Trust::None);
    }

    #[test]
    fn without_a_record_the_domains_signature_or_server_counts() {
        let missing = || plain(Record::Missing);
        assert_eq!(judge(&Facts { is_signed: true, ..missing() }), (Trust::Pass, Basis::Signature));
        assert_eq!(judge(&Facts { is_sent: true, ..missing() }), (Trust::Pass, Basis::Server));
        assert_eq!(judge(&Facts { is_doubtful: true, ..missing() }), (Trust::None, Basis::Unanswered));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_never_believed() {
        let two = |records| Facts { records, is_signed: true, is_vouched: true, ..Facts::default() };
        assert_eq!(judge(&two(vec![Record::Kept, Record::Kept])), (Trust::None, Basis::Ambiguous));
        assert_eq!(judge(&two(vec![Record::Kept, Record::Broken])), (Trust::Fail, Basis::Refused));
        assert_eq!(judge(&two(vec![])), (Trust::None, Basis::Nameless));
    }

    #[test]
    fn a_server_that_is_believed_knows_better() {
        let vouched = Facts { is_vouched: true, ..plain(Record::Broken) };
        assert_eq!(judge(&vouched), (Trust::Pass, Basis::Provider), "it saw the message before it was changed");
    }

    #[test]
    fn a_domain_speaks_for_those_beneath_it() {
        assert!(covers("lapaz.es", "lapaz.es") && covers("lapaz.es", "aula.lapaz.es"));
        for (domain, author) in [
            ("aula.lapaz.es", "lapaz.es"),
            ("es", "lapaz.es"),
            ("apaz.es", "lapaz.es"),
            ("evil.es", "lapaz.es"),
            ("", "lapaz.es"),
            ("lapaz.es", ""),
        ] {
            assert!(!covers(domain, author), "{domain} {author}");
        }
        assert!(relates("mail.lapaz.es", "Lapaz.ES") && !relates("evil.es", "lapaz.es") && !relates("", ""));
    }

    proptest! {
        #[test]
        fn nothing_broken_or_ambiguous_passes(is_plain: bool, is_signed: bool, is_sent: bool, is_doubtful: bool, records in
            prop::collection::vec(prop::sample::select(vec![Record::Kept, Record::Broken, Record::BrokenInVain,
                Record::Missing, Record::Unanswered]), 0..4))
        {
            let facts = Facts { records, is_plain, is_vouched: false, is_signed, is_sent, is_doubtful };
            let (trust, _) = judge(&facts);
            prop_assert!(trust != Trust::Pass || (is_plain && !facts.records.contains(&Record::Broken)));
            prop_assert_eq!(trust == Trust::Fail, facts.records.contains(&Record::Broken));
        }
    }
}
