//! What the mails say about who signs in.

use super::*;

fn told(kind: MailKind, data: &str) -> (String, String) {
    let mail = Pending { data: data.into(), ..pending(kind) };
    let parts = material(None).parts(&office(), &mail).unwrap();
    (format!("{}\n\n{}", parts.subject, parts.text), parts.html)
}

const NEW_DEVICE: &str = r#"{"link":"s3cr3t","ip":"203.0.113.7",
    "user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"}"#;

#[test]
fn a_new_device() {
    let (text, html) = told(MailKind::NewDevice, NEW_DEVICE);
    insta::assert_snapshot!(text, @r"
    Acceso a tu cuenta desde un navegador nuevo

    Acceso a tu cuenta desde un navegador nuevo
    22 nov 2026, 9:05

    Hola, María López:

    Alguien ha accedido a tu cuenta de Atiende desde un navegador que no conocíamos. Si has sido tú, no tienes que hacer nada.

    Navegador: Chrome en Windows
    Dirección: 203.0.113.7
    Cuándo: 22 nov 2026, 9:05

    No he sido yo:
    https://soporte.x.es/no-he-sido-yo/s3cr3t

    El enlace vale durante siete días. Antes de cerrar nada te pediremos que lo confirmes.

    -- 
    Recibes este correo porque esta dirección se ha usado en Atiende.
    Atiende · 900 000 000
    ");
    assert!(html.contains("href=\"https://soporte.x.es/no-he-sido-yo/s3cr3t\""), "{html}");
}

#[test]
fn a_way_back_in() {
    let (text, html) = told(MailKind::Disowned, r#"{"link":"s3cr3t"}"#);
    assert!(text.contains("la contraseña de antes ya no vale"), "{text}");
    assert!(html.contains("href=\"https://soporte.x.es/recuperar/s3cr3t\""), "{html}");
}

#[test]
fn somebody_looks_on() {
    let (text, html) = told(MailKind::Impersonated, r#"{"by":"Ada\r\nBcc: <b>","reason":"No ve <su> ticket"}"#);
    assert!(text.starts_with("Ada Bcc: <b> está viendo tu cuenta\n"), "{text}");
    assert!(text.contains("Motivo: No ve <su> ticket") && html.contains("No ve &#60;su&#62; ticket"), "{html}");
    assert!(html.contains("href=\"https://soporte.x.es/cuenta/sesiones\""), "{html}");
}

#[test]
fn what_a_browser_calls_itself_is_not_repeated() {
    let hostile = r#"{"link":"s3cr3t","ip":"","user_agent":"<script>alert(1)</script>"}"#;
    let (text, html) = told(MailKind::NewDevice, hostile);
    assert!(text.contains("Navegador: Navegador desconocido") && !text.contains("Dirección"), "{text}");
    assert!(!html.contains("script>"), "{html}");
}
