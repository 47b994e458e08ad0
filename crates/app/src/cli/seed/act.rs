//! Performing the plan: each step one transaction, whose mails are never sent.

use super::data::{Data, Line, Who};
use super::plan::{Opening, What, is_desk};
use super::world::Built;
use crate::cli::{Code, Failure};
use atiende_core::accounts::actions::{confirm, sign_up};
use atiende_core::accounts::{NewAccount, Secret, access as accounts};
use atiende_core::admission::Admission;
use atiende_core::id::TicketId;
use atiende_core::tickets::actions::assign::assign;
use atiende_core::tickets::actions::hold::hold;
use atiende_core::tickets::actions::open::open;
use atiende_core::tickets::actions::reply::reply;
use atiende_core::tickets::actions::upkeep::close_solved;
use atiende_core::tickets::{Body, NewReply, NewTicket, Priority, Source, Visibility, access};
use atiende_core::{Actor, Denied, Refused, articles, notify};
use atiende_db::{Db, Tx};
use std::collections::HashMap;

/// The world, and what was said in it so far.
pub(super) struct Stage {
    db: Db,
    built: Built,
    /// Addresses of coordinators and technicians, in the order of the data.
    coordinators: HashMap<String, String>,
    technicians: Vec<String>,
    opened: HashMap<usize, (TicketId, Opening)>,
}

impl Stage {
    pub(super) fn new(db: Db, built: Built, data: &Data) -> Self {
        let people = &data.world.people;
        let coordinator = |p: &super::data::Someone| Some((p.organization.clone()?, p.email.clone()));
        Self {
            db,
            built,
            coordinators: people.iter().filter(|p| p.coordinator).filter_map(coordinator).collect(),
            technicians: people.iter().filter(|p| p.role == "technician").map(|p| p.email.clone()).collect(),
            opened: HashMap::new(),
        }
    }

    pub(super) async fn perform(&mut self, what: &What) -> Result<(), Failure> {
        match what {
            What::Open(opening) => self.open(opening).await,
            What::Say { ticket, line } => self.say(*ticket, line).await,
            What::Read { article, times, spared } => self.read(*article, *times, spared.clone()).await,
            What::Night => self.night().await,
            What::Apply => self.apply().await,
        }
    }

    async fn open(&mut self, opening: &Opening) -> Result<(), Failure> {
        let actor = self.actor(&opening.requester.email)?;
        let organization = self.built.organizations.get(&opening.client).copied();
        let place = organization.and_then(|id| self.built.locations.get(&(id, opening.place.clone())).copied());
        let new = NewTicket {
            subject: opening.words(&opening.story.subject, ""),
            organization,
            requester: None,
            asset: opening.tag.clone().unwrap_or_default(),
            location: place,
            location_text: String::new(),
            priority: Some(opening.story.priority),
            category: self.built.categories.get(&opening.story.category).copied(),
            body: Body::markdown(&opening.words(&opening.story.body, "")),
            attachments: Vec::new(),
            source: opening.story.source,
        };
        let id = self
            .db
            .write(async move |tx| -> Result<_, Refused> {
                let id = open(tx, &actor, &new).await?;
                notify::suppress(tx).await?;
                Ok(id)
            })
            .await?;
        self.opened.insert(opening.ticket, (id, opening.clone()));
        Ok(())
    }

    async fn say(&self, ticket: usize, line: &Line) -> Result<(), Failure> {
        let Some((id, opening)) = self.opened.get(&ticket) else { return Ok(()) };
        let id = *id;
        let speaker = match line.who {
            Who::Requester => self.actor(&opening.requester.email)?,
            Who::Coordinator => {
                self.actor(self.coordinators.get(&opening.client).unwrap_or(&opening.requester.email))?
            }
            Who::Desk | Who::Note => self.technician(id, ticket).await?,
        };
        let takes_over = is_desk(line.who);
        let first_name = speaker.name.split(' ').next().unwrap_or_default();
        let new = NewReply {
            body: Body::markdown(&opening.words(&line.text, first_name)),
            visibility: if line.who == Who::Note { Visibility::Internal } else { Visibility::Public },
            attachments: Vec::new(),
            then: line.then,
            seen: None,
            source: if takes_over { Source::Web } else { opening.story.source },
            wakes: true,
        };
        self.db
            .write(async move |tx| -> Result<(), Refused> {
                if takes_over {
                    take_over(tx, &speaker, id).await?;
                }
                let replyable = access::replyable(tx, &speaker, id).await?;
                reply(tx, replyable, &new).await?;
                Ok(notify::suppress(tx).await?)
            })
            .await?;
        Ok(())
    }

    /// Who attends the ticket, or who would take it.
    async fn technician(&self, id: TicketId, ticket: usize) -> Result<Actor, Failure> {
        let some = self.technicians.get(ticket % self.technicians.len().max(1)).cloned().unwrap_or_default();
        let some = self.actor(&some)?;
        let asker = some.clone();
        let found = self.db.read(async move |tx| access::readable(tx, &asker, id).await).await;
        let assignee = found.map_err(Refused::from)?.ticket().assignee;
        Ok(self.built.actors.values().find(|actor| Some(actor.id) == assignee).cloned().unwrap_or(some))
    }

    async fn read(&self, article: usize, times: usize, spared: Option<String>) -> Result<(), Failure> {
        let Some(slug) = self.built.slugs.get(article).cloned() else { return Ok(()) };
        let reader = self.built.actors.values().filter(|actor| !actor.is_staff()).min_by_key(|actor| actor.id).cloned();
        self.db
            .write(async move |tx| -> Result<(), Refused> {
                let article = articles::readable(tx, reader.as_ref(), &slug).await?;
                for _ in 0..times {
                    articles::count_view(tx, &article).await?;
                }
                if let Some(typed) = &spared {
                    articles::spare(tx, reader.as_ref(), &article, typed).await?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    async fn night(&self) -> Result<(), Failure> {
        let mut more = true;
        while more {
            more = self
                .db
                .write(async |tx| {
                    let closed = close_solved(tx).await?;
                    notify::suppress(tx).await?;
                    Ok::<_, Refused>(closed > 0)
                })
                .await?;
        }
        Ok(())
    }

    /// A newcomer signs up, proves the address and writes a first ticket, which waits for approval.
    async fn apply(&self) -> Result<(), Failure> {
        let Some(applicant) = self.built.applicant.clone() else { return Ok(()) };
        let (link, hash) = (Secret::generate(), self.built.password_hash.clone());
        let new = NewAccount {
            name: applicant.name.clone(),
            email: applicant.email.clone(),
            phone: applicant.phone.clone(),
            claimed_organization: applicant.organization.clone(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let ticket = first_ticket(&applicant.subject, &applicant.body);
        self.db
            .write(async move |tx| -> Result<(), Refused> {
                sign_up::sign_up(tx, &new, Some(&hash), &link, "").await?;
                let holder = accounts::confirming(tx, &link).await?;
                confirm::confirm(tx, &holder, Admission::Approval, "").await?;
                let person = accounts::by_email(tx, &new.email).await?.ok_or(Denied::NotFound)?;
                let actor = accounts::actor(tx, &person, "").await?;
                hold(tx, &actor, &ticket).await?;
                Ok(notify::suppress(tx).await?)
            })
            .await?;
        Ok(())
    }

    fn actor(&self, email: &str) -> Result<Actor, Failure> {
        let known = self.built.actors.get(email).cloned();
        known.ok_or_else(|| Failure::new(Code::Software, format!("demo data: nobody is {email}")))
    }
}

/// What waits among the unassigned is taken by who answers first.
pub(super) async fn take_over(tx: &mut Tx, technician: &Actor, id: TicketId) -> Result<(), Refused> {
    let workable = access::workable(tx, technician, id).await?;
    if workable.ticket().assignee.is_none() {
        assign(tx, workable, Some(technician.id)).await?;
    }
    Ok(())
}

fn first_ticket(subject: &str, body: &str) -> NewTicket {
    NewTicket {
        subject: subject.to_owned(),
        organization: None,
        requester: None,
        asset: String::new(),
        location: None,
        location_text: "Aula 2.º B".to_owned(),
        priority: Some(Priority::Normal),
        category: None,
        body: Body::markdown(body),
        attachments: Vec::new(),
        source: Source::Web,
    }
}

impl Opening {
    /// The text with its blanks filled in.
    fn words(&self, text: &str, technician: &str) -> String {
        let first = self.requester.name.split(' ').next().unwrap_or_default();
        let room = self.place.rsplit(" / ").next().unwrap_or_default();
        text.replace("{tag}", self.tag.as_deref().unwrap_or("del aula"))
            .replace("{place}", room)
            .replace("{name}", first)
            .replace("{tech}", technician)
    }
}
