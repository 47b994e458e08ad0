//! Who belongs where: each change is told, and what is archived is kept.

use crate::support::Desk;
use atiende_core::accounts::access;
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::audit::{self, Filter};
use atiende_core::events::Object;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::{Actor, Denied, Refused};

impl Desk {
    /// An administrator saves a person's page with these memberships and organizations to attend.
    async fn places(
        &self,
        by: &Actor,
        person: PersonId,
        memberships: &[(OrganizationId, bool)],
        attended: &[OrganizationId],
    ) -> Result<(), Refused> {
        let (by, memberships, attended) = (by.clone(), memberships.to_vec(), attended.to_vec());
        self.db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &by, person).await?;
                let known = &manageable.person;
                let change = PersonChange {
                    name: known.name.clone(),
                    email: known.email.clone(),
                    phone: known.phone.clone(),
                    role: known.role,
                    disabled: false,
                    all_organizations: false,
                    memberships: memberships.clone(),
                    attended: attended.clone(),
                };
                update::update(tx, manageable, &change).await
            })
            .await
    }

    /// What happened to a person since last asked, but for "changed": verbs with their organization.
    async fn hears(&self, by: &Actor, person: PersonId) -> Vec<String> {
        let by = by.clone();
        let filter = Filter { object: Some(Object::Person), object_id: Some(person.0), ..Filter::default() };
        let read =
            async move |tx: &atiende_db::Tx| audit::entries(tx, by.admin()?, &filter, 50).await.map_err(Denied::from);
        let entries = self.db.read(read).await.unwrap();
        let since = entries.iter().position(|entry| entry.verb == "changed").unwrap_or(entries.len());
        let told = |entry: &audit::Entry| {
            let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap();
            format!("{} {}", entry.verb, data["organization"].as_str().unwrap())
        };
        entries[..since].iter().rev().map(told).collect()
    }

    async fn archive(&self, organization: OrganizationId, archived: bool) {
        let set = atiende_db::sql!("UPDATE organizations SET archived = $2 WHERE id = $1");
        self.db.write(async move |tx| tx.execute(set, atiende_db::args![organization, archived]).await).await.unwrap();
    }
}

on_both! {
    /// Joining, leaving, coordinating and no longer: an event each, and none for what stays.
    async fn each_change_of_a_membership_is_an_event(desk: Desk) {
        let cast = desk.cast().await;
        let (ada, maria, la_paz, el_mar) = (&desk.proved("ada@desk.es").await, cast.maria.id, cast.la_paz, cast.el_mar);
        desk.places(ada, maria, &[(la_paz, true), (el_mar, false)], &[]).await.unwrap();
        assert_eq!(desk.hears(ada, maria).await, ["became_coordinator CEIP La Paz", "joined IES El Mar"]);
        desk.places(ada, maria, &[(la_paz, true), (el_mar, false)], &[]).await.unwrap();
        assert_eq!(desk.hears(ada, maria).await, [""; 0], "saved unchanged");
        desk.places(ada, maria, &[(la_paz, false)], &[]).await.unwrap();
        assert_eq!(desk.hears(ada, maria).await, ["left IES El Mar", "stopped_coordinating CEIP La Paz"]);
        let maria = desk.actor("maria@ceiplapaz.es").await;
        assert_eq!(maria.memberships.len(), 1);
        assert!(!maria.coordinates(la_paz));

        let luis = cast.luis.id;
        desk.places(ada, luis, &[], &[la_paz, el_mar]).await.unwrap();
        assert_eq!(desk.hears(ada, luis).await, ["began_attending CEIP La Paz", "began_attending IES El Mar"]);
        desk.places(ada, luis, &[], &[el_mar]).await.unwrap();
        assert_eq!(desk.hears(ada, luis).await, ["stopped_attending CEIP La Paz"]);

        let nowhere = desk.places(ada, maria.id, &[(OrganizationId(9_999), false)], &[]).await;
        assert!(matches!(nowhere, Err(Refused::Invalid(_))), "{nowhere:?}");
        let forbidden = desk.places(&cast.luis, maria.id, &[], &[]).await;
        assert!(matches!(forbidden, Err(Refused::Denied(Denied::Forbidden))), "{forbidden:?}");
    }

    /// An archived organization is on no form: saving one takes nobody out of it.
    async fn memberships_of_archived_organizations_are_kept(desk: Desk) {
        let cast = desk.cast().await;
        let (ada, carmen, luis) = (&desk.proved("ada@desk.es").await, cast.carmen.id, cast.luis.id);
        desk.places(ada, luis, &[], &[cast.la_paz, cast.el_mar]).await.unwrap();
        desk.archive(cast.la_paz, true).await;
        desk.places(ada, carmen, &[(cast.el_mar, false)], &[]).await.unwrap();
        assert_eq!(desk.hears(ada, carmen).await, ["joined IES El Mar"]);
        desk.places(ada, luis, &[], &[cast.el_mar]).await.unwrap();
        assert_eq!(desk.hears(ada, luis).await, [""; 0]);
        desk.archive(cast.la_paz, false).await;
        assert!(desk.actor("carmen@ceiplapaz.es").await.coordinates(cast.la_paz), "as before");
        assert!(desk.actor("luis@desk.es").await.attended.contains(&cast.la_paz));
    }
}
