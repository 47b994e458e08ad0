//! The tree of a client's places, and adding to it.

use super::edit::{self, Refusals};
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::id::{LocationId, OrganizationId};
use atiende_core::orgs::actions::locations;
use atiende_core::orgs::{LocationNode, access};

/// A place as the printed tree needs it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) depth: usize,
    pub(super) has_children: bool,
    /// How many lists end after it.
    pub(super) closes: usize,
}

/// The nodes of a tree, in its order, as lists within lists.
pub(super) fn places(nodes: &[LocationNode]) -> Vec<Place> {
    let depths = nodes.iter().skip(1).map(|node| node.depth).chain([0]);
    nodes.iter().zip(depths).map(|(node, next)| place(node, next)).collect()
}

fn place(node: &LocationNode, next_depth: usize) -> Place {
    Place {
        id: node.location.id.to_string(),
        name: node.location.name.clone(),
        depth: node.depth,
        has_children: next_depth > node.depth,
        closes: node.depth.saturating_sub(next_depth),
    }
}

/// `POST /admin/centros/{id}/ubicaciones`
pub(crate) async fn add(state: State, signed_in: SignedIn, Id(id): Id<OrganizationId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, name) = (signed_in.actor.clone(), fields.value("location").to_owned());
    let parent: Option<LocationId> = fields.parse("parent");
    let added = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            let parent = match parent {
                Some(parent) => Some(manageable.location(tx, parent).await?),
                None => None,
            };
            locations::add(tx, &manageable, parent.as_ref(), &name).await
        })
        .await;
    match added {
        Ok(_) => see_other_with(&format!("/admin/centros/{id}#locations"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let place = Some(Form::refused(&fields, &problems, signed_in.visitor.locale));
            edit::show(&state, &signed_in, id, Refusals { own: None, place }).await
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atiende_core::orgs::{Location, tree};

    #[test]
    fn a_place_follows_what_it_is_in() {
        let location = |(id, path): (i64, &str)| Location {
            id: LocationId(id),
            organization: OrganizationId(1),
            parent: None,
            name: path.rsplit(" / ").next().unwrap().into(),
            path: path.into(),
        };
        let rows = [(1, "A"), (2, "A (anexo)"), (3, "A / Planta 1"), (4, "A / Planta 1 / Aula 12"), (5, "B")];
        let places = places(&tree(rows.map(location).into()));
        let printed: Vec<_> = places.iter().map(|p| (p.id.as_str(), p.depth, p.has_children, p.closes)).collect();
        let expected =
            [("1", 0, true, 0), ("3", 1, true, 0), ("4", 2, false, 2), ("2", 0, false, 0), ("5", 0, false, 0)];
        assert_eq!(printed, expected);
    }
}
