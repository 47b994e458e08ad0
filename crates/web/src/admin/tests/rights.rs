//! Who gets which page.

use super::desk::Desk;
use atiende_core::accounts::Role;
use axum::http::StatusCode;

atiende_testing::on_both![each_role_gets_its_pages_and_no_other, pages_speak_both_languages,];

const OF_STAFF: [&str; 4] = ["/admin", "/admin/cuentas", "/admin/articulos", "/admin/articulos/nuevo"];
const OF_ADMINS: [&str; 19] = [
    "/admin/roles",
    "/admin/personas",
    "/admin/personas/nueva",
    "/admin/personas/1",
    "/admin/centros",
    "/admin/centros/nuevo",
    "/admin/centros/1",
    "/admin/categorias",
    "/admin/equipos-de-trabajo",
    "/admin/equipos-de-trabajo/nuevo",
    "/admin/reglas?centro=1&asunto=wifi",
    "/admin/reglas/nueva",
    "/admin/proveedores",
    "/admin/proveedores/nuevo",
    "/admin/proveedores/nuevo?tipo=apple",
    "/admin/inventario",
    "/admin/correo",
    "/admin/apariencia",
    "/admin/historial",
];
const POSTS_OF_STAFF: [&str; 4] =
    ["/admin/cuentas/1/aprobar", "/admin/cuentas/1/rechazar", "/admin/articulos/nuevo", "/admin/articulos/1"];
const POSTS_OF_ADMINS: [&str; 31] = [
    "/admin/historial/exportar",
    "/admin/personas/nueva",
    "/admin/personas/1",
    "/admin/personas/1/contrasena",
    "/admin/personas/1/sesiones/cerrar",
    "/admin/personas/1/sesiones/1/cerrar",
    "/admin/personas/1/ver-como",
    "/admin/centros/nuevo",
    "/admin/centros/1",
    "/admin/centros/1/ubicaciones",
    "/admin/centros/1/ubicaciones/1",
    "/admin/centros/1/ubicaciones/1/archivar",
    "/admin/categorias",
    "/admin/categorias/1",
    "/admin/categorias/1/archivar",
    "/admin/equipos-de-trabajo/nuevo",
    "/admin/equipos-de-trabajo/1",
    "/admin/reglas/nueva",
    "/admin/reglas/1",
    "/admin/reglas/1/mover",
    "/admin/reglas/1/eliminar",
    "/admin/proveedores/nuevo",
    "/admin/proveedores/google",
    "/admin/proveedores/google/estado",
    "/admin/proveedores/google/quitar",
    "/admin/inventario/nuevo",
    "/admin/inventario/1",
    "/admin/correo/prueba",
    "/admin/correo/1/reintentar",
    "/admin/apariencia",
    "/admin/apariencia/conversaciones",
];

async fn each_role_gets_its_pages_and_no_other() {
    let desk = Desk::open().await;
    desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
    desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    desk.applicant("Jon Etxeberria", "jon@gmail.com").await;
    let luis = desk.signs_in("luis@desk.es").await;
    let maria = desk.signs_in("maria@ceiplapaz.es").await;
    let jon = desk.signs_in("jon@gmail.com").await;
    let ada = desk.signs_in("ada@desk.es").await;
    for path in OF_STAFF.iter().chain(&OF_ADMINS) {
        let expected = if OF_STAFF.contains(path) { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(luis.gets(path).await.status, expected, "{path}");
        assert_eq!(maria.gets(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(jon.gets(path).await.location, "/espera", "{path}");
        assert!(desk.anybody().gets(path).await.location.starts_with("/acceder?volver=%2Fadmin"), "{path}");
        assert_eq!(ada.gets(path).await.status, StatusCode::OK, "{path}");
    }
    for path in POSTS_OF_STAFF.iter().chain(&POSTS_OF_ADMINS) {
        assert_eq!(maria.posts(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(jon.posts(path, &[]).await.location, "/espera", "{path}");
        assert!(desk.anybody().posts(path, &[]).await.location.starts_with("/acceder"), "{path}");
    }
    for path in POSTS_OF_ADMINS {
        assert_eq!(luis.posts(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(ada.gets("/admin/personas/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.gets("/admin/centros/x").await.status, StatusCode::NOT_FOUND);
}

async fn pages_speak_both_languages() {
    let desk = Desk::open().await;
    desk.applicant("Jon Etxeberria", "jon@ceiplapaz.es").await;
    let ada = desk.signs_in("ada@desk.es").await;
    for path in OF_STAFF.iter().chain(&OF_ADMINS) {
        for language in ["es", "en"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let html = ada.gets(&format!("{path}{mark}lang={language}")).await.html;
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert_eq!(html.matches("<h1").count(), 1, "{path}");
            let keys: Vec<&str> = html.split(['<', '>', '"', ' ', '.']).filter(|word| is_key(word)).collect();
            assert!(keys.is_empty(), "{path} {language}: {keys:?}");
            let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let mut unique = ids.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), ids.len(), "{path}: an id stands twice: {ids:?}");
        }
    }
}

fn is_key(word: &str) -> bool {
    const NOUNS: [&str; 9] =
        ["admin-", "orgs-", "routing-", "assets-", "accounts-", "articles-", "tickets-", "status-", "providers-"];
    NOUNS.iter().any(|noun| word.starts_with(noun))
}
