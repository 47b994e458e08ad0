//! Who may do what to which ticket: the whole matrix, role by verb.

use crate::support::Desk;
use atiende_core::tickets::access;
use atiende_core::{Actor, Denied};
use std::fmt::Write as _;

fn word<T>(result: &Result<T, Denied>) -> &'static str {
    match result {
        Ok(_) => "yes",
        Err(Denied::NotFound) => "404",
        Err(Denied::Forbidden) => "403",
        Err(Denied::Unproved) => "again",
        Err(Denied::Db(_)) => "error",
    }
}

on_both! {
    /// The proofs that tickets/access.rs gives.
    async fn the_matrix_of_tickets(desk: Desk) {
        let cast = desk.cast().await;
        let number = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let some = desk.person("Ana Ruiz", "ana@desk.es", atiende_core::accounts::Role::Technician).await;
        desk.db
            .write(async move |tx| {
                tx.execute(
                    atiende_db::sql!("UPDATE people SET all_organizations = FALSE WHERE id = $1"),
                    atiende_db::args![some],
                )
                .await
            })
            .await
            .unwrap();
        let ana = desk.actor("ana@desk.es").await;
        let disabled = Actor { state: atiende_core::accounts::AccountState::Disabled, ..cast.maria.clone() };
        let pending = Actor { state: atiende_core::accounts::AccountState::Pending, ..cast.maria.clone() };

        let mut matrix = String::new();
        for (who, actor) in [
            ("requester", cast.maria),
            ("coordinator", cast.carmen),
            ("another organization", cast.jon),
            ("technician of all", cast.luis),
            ("technician of others", ana),
            ("admin", cast.admin),
            ("disabled requester", disabled),
            ("pending requester", pending),
        ] {
            let (read, reply, work) = desk
                .db
                .read(async move |tx| {
                    let read = access::readable(tx, &actor, number).await;
                    let reply = access::replyable(tx, &actor, number).await;
                    let work = access::workable(tx, &actor, number).await;
                    Ok::<_, Denied>((word(&read), word(&reply), word(&work)))
                })
                .await
                .unwrap();
            writeln!(matrix, "{who:21} read {read} reply {reply} work {work}").unwrap();
        }
        assert_eq!(
            matrix,
            "\
requester             read yes reply yes work 403
coordinator           read yes reply yes work 403
another organization  read 404 reply 404 work 404
technician of all     read yes reply yes work yes
technician of others  read 404 reply 404 work 404
admin                 read yes reply yes work yes
disabled requester    read 404 reply 404 work 404
pending requester     read 404 reply 404 work 404
"
        );
    }

    /// A coordinator named today sees what was opened before.
    async fn old_tickets_are_visible_on_appointment(desk: Desk) {
        let cast = desk.cast().await;
        let number = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        desk.join(cast.jon.id, cast.la_paz, true).await;
        let jon = desk.actor("jon@ieselmar.es").await;
        assert!(desk.db.read(async move |tx| access::readable(tx, &jon, number).await).await.is_ok());
    }
}
