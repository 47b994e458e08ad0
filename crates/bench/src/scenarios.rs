//! What is asked for, by whom, and how much it may cost.

use crate::load::form;
use crate::load::sends::Send;
use crate::people::Person;

/// Who asks: people of `atiende seed load`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Nobody,
    Technician,
    /// A program with the technician's token.
    TechniciansProgram,
    /// Several people of clients, in turn.
    Requesters,
    /// Programs with tokens of theirs.
    RequestersPrograms,
}

/// What is to be sent by these people.
type Make = Box<dyn Fn(&[Person]) -> Vec<Send>>;

pub(crate) enum Ask {
    /// GET these addresses in turn.
    Pages(Vec<String>),
    /// POST these in turn, each time as something new.
    Sends(Make),
}

impl Ask {
    /// What is sent by these people; nothing where pages are asked for.
    pub(crate) fn sends(&self, people: &[Person]) -> Vec<Send> {
        match self {
            Self::Pages(_) => Vec::new(),
            Self::Sends(make) => make(people),
        }
    }
}

/// What must be reached (issue 5).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// At most so many times the control's CPU.
    TimesControl(f64),
    PerSecond(f64),
    None,
}

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) who: Who,
    pub(crate) ask: Ask,
    pub(crate) connections: u32,
    pub(crate) goal: Goal,
}

/// Addresses in turn, so that it is not one page in a cache that is measured.
const TICKETS_ASKED: u64 = 500;
/// Who waits when a page is read, and when something is written: these share a flush of the disk.
const READERS: u32 = 16;
const WRITERS: u32 = 64;

/// The file that `main` uploads before.
pub(crate) const FILE: &str = "/api/v1/attachments/{file}/content";

pub(crate) fn all(tickets: u64) -> Vec<Scenario> {
    let mut all = pages(tickets);
    all.extend(sends(tickets));
    all
}

fn pages(tickets: u64) -> Vec<Scenario> {
    use Goal::{None, TimesControl};
    use Who::{Nobody, Requesters, RequestersPrograms, Technician, TechniciansProgram};
    let spread: Vec<String> = (1..=TICKETS_ASKED).map(|n| format!("/t/{}", n * tickets / TICKETS_ASKED)).collect();
    let spread: Vec<&str> = spread.iter().map(String::as_str).collect();
    vec![
        page("first page", Nobody, &["/"], None),
        page("ticket page", Technician, &spread, TimesControl(5.0)),
        page("queue, open", Technician, &["/cola/abiertos"], TimesControl(12.0)),
        page("queue, all", Technician, &["/cola/todos"], TimesControl(12.0)),
        page("queue, mine", Technician, &["/cola/mios"], TimesControl(12.0)),
        page("queue, one client", Technician, &["/cola/todos?centro=7", "/cola/todos?centro=77"], TimesControl(12.0)),
        page("my tickets", Requesters, &["/soporte/mis-tickets"], None),
        page("form", Requesters, &["/soporte/abrir"], TimesControl(3.0)),
        page("suggestions", Requesters, &["/ayuda/sugerencias?q=la+impresora+no", "/ayuda/sugerencias?q=wifi"], None),
        page("search, rare word", Technician, &["/buscar?q=osciloscopio"], TimesControl(12.0)),
        page("search, 1 in 100", Technician, &["/buscar?q=condensador"], TimesControl(12.0)),
        page("search, common word", Technician, &["/buscar?q=impresora"], TimesControl(25.0)),
        page("search, two words", Technician, &["/buscar?q=condensador+impresora"], TimesControl(12.0)),
        page("search, tag", Technician, &["/buscar?q=K007-03"], TimesControl(12.0)),
        page("search, by a client", Requesters, &["/buscar?q=impresora"], None),
        page("API, list", TechniciansProgram, &["/api/v1/tickets?limit=50", "/api/v1/tickets?status=open"], None),
        page("file of 100 kB down", RequestersPrograms, &[FILE], None),
    ]
}

fn page(name: &'static str, who: Who, paths: &[&str], goal: Goal) -> Scenario {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    Scenario { name, who, ask: Ask::Pages(paths), connections: READERS, goal }
}

fn sends(tickets: u64) -> Vec<Scenario> {
    let send = |name, who, make: Make, goal| Scenario { name, who, ask: Ask::Sends(make), connections: WRITERS, goal };
    // The newest are not closed yet.
    let newest = tickets - (tickets / 50).clamp(1, 2000)..tickets;
    vec![
        send("opening by the form", Who::Requesters, Box::new(form::sends), Goal::PerSecond(2000.0)),
        send("opening by the API", Who::RequestersPrograms, Box::new(form::api_tickets), Goal::PerSecond(4000.0)),
        send(
            "reply by the form",
            Who::Technician,
            Box::new(move |people| form::replies(people, newest.clone())),
            Goal::None,
        ),
        send("file of 100 kB up", Who::RequestersPrograms, Box::new(form::uploads), Goal::None),
    ]
}
