//! What is asked for, by whom, and how much it may cost.

/// Who asks: people of `atiende seed load`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Nobody,
    Technician,
    /// Several people of clients, in turn.
    Requesters,
}

pub(crate) enum Ask {
    /// GET these addresses in turn.
    Pages(Vec<String>),
    /// Send the form of a new ticket, each time another.
    OpenTicket,
}

/// What must be reached.
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

pub(crate) fn all(tickets: u64) -> Vec<Scenario> {
    let spread = (1..=TICKETS_ASKED).map(|n| format!("/t/{}", n * tickets / TICKETS_ASKED)).collect();
    let page = |name, who, paths: &[&str], goal| Scenario {
        name,
        who,
        ask: Ask::Pages(paths.iter().map(|path| (*path).to_owned()).collect()),
        connections: 16,
        goal,
    };
    let technician = Who::Technician;
    vec![
        page("first page", Who::Nobody, &["/"], Goal::None),
        Scenario {
            name: "ticket page",
            who: technician,
            ask: Ask::Pages(spread),
            connections: 16,
            goal: Goal::TimesControl(8.0),
        },
        page("queue, open", technician, &["/cola/abiertos"], Goal::TimesControl(20.0)),
        page("queue, all", technician, &["/cola/todos"], Goal::TimesControl(20.0)),
        page("queue, one client", technician, &["/cola/todos?centro=7", "/cola/todos?centro=77"], Goal::None),
        page("my tickets", Who::Requesters, &["/soporte/mis-tickets"], Goal::None),
        page("form", Who::Requesters, &["/soporte/abrir"], Goal::None),
        page(
            "suggestions",
            Who::Requesters,
            &["/ayuda/sugerencias?q=la+impresora+no", "/ayuda/sugerencias?q=wifi"],
            Goal::None,
        ),
        page("search, rare word", technician, &["/buscar?q=osciloscopio"], Goal::None),
        page("search, 1 in 100", technician, &["/buscar?q=condensador"], Goal::None),
        page("search, common word", technician, &["/buscar?q=impresora"], Goal::None),
        page("search, two words", technician, &["/buscar?q=condensador+impresora"], Goal::None),
        page("search, tag", technician, &["/buscar?q=K007-03"], Goal::None),
        Scenario {
            name: "opening by the form",
            who: Who::Requesters,
            ask: Ask::OpenTicket,
            connections: 32,
            goal: Goal::PerSecond(1000.0),
        },
    ]
}
