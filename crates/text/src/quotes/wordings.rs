//! What mail programs write around a quote, folded (`crate::fold`), in Spanish, English, Catalan,
//! Galician, Basque, Portuguese, French and German, and what costs nothing of Italian and Dutch.

/// The verb of "El lun, 23 nov 2026 a las 9:12, Ana escribió:".
pub(super) const WROTE: [&str; 26] = [
    "escribio",
    "ha escrito",
    "escribio lo siguiente",
    "wrote",
    "writes",
    "has written",
    "wrote the following",
    "va escriure",
    "ha escrit",
    "escrigue",
    "escribiu",
    "idatzi du",
    "hau idatzi du",
    "igorleak hau idatzi du",
    "erabiltzaileak idatzi du",
    "erabiltzaileak hau idatzi du",
    "idatzi zuen",
    "escreveu",
    "a ecrit",
    "schrieb",
    "geschrieben",
    "folgendes geschrieben",
    "ha scritto",
    "schreef",
    "geschreven",
    "schreef het volgende",
];

/// Those that stand before the name: "Am 23.11.2026 um 09:12 schrieb Ana:".
pub(super) const BEFORE_NAME: [&str; 2] = ["schrieb", "schreef"];

/// How the line begins, but for those that begin with a digit.
pub(super) const OPENERS: [&str; 14] =
    ["el", "on", "le", "am", "em", "no", "o", "as", "a", "al", "il", "op", "missatge", "quoting"];

/// Before a name whose words follow, without a date.
pub(super) const CITING: [&str; 8] = [
    "quoting ",
    "citando a ",
    "mensaje citado por ",
    "missatge citat per ",
    "mensaxe citada por ",
    "citando ",
    "zitat von ",
    "quoting message from ",
];

/// Begin a line that has no verb, or has it first: "Missatge de Ana <ana@x.cat> del dia dl., 23 de nov. 2026
/// a les 9:12:".
pub(super) const MESSAGE_OF: [&str; 2] = ["missatge de ", "hau idatzi du "];

pub(super) const FROM: [&str; 13] = [
    "de",
    "from",
    "von",
    "nork",
    "igorlea",
    "bidaltzailea",
    "remitente",
    "remitent",
    "expediteur",
    "absender",
    "da",
    "van",
    "enviado por",
];

/// When it was sent, in words that people seldom put before a colon.
pub(super) const SENT: [&str; 22] = [
    "enviado",
    "enviado el",
    "enviado o",
    "enviados",
    "fecha de envio",
    "sent",
    "sent at",
    "enviat",
    "enviat el",
    "data d'enviament",
    "enviada",
    "enviada el",
    "enviado em",
    "enviada em",
    "data de envio",
    "bidalia",
    "bidaltze-data",
    "envoye",
    "envoye le",
    "date d'envoi",
    "gesendet",
    "verzonden",
];

/// The same in words of any form.
pub(super) const DATE: [&str; 4] = ["fecha", "date", "data", "datum"];

pub(super) const TO: [&str; 14] = [
    "para",
    "to",
    "per a",
    "a",
    "nori",
    "hartzailea",
    "norentzat",
    "destinatario",
    "destinatari",
    "pour",
    "destinataire",
    "an",
    "empfanger",
    "aan",
];

pub(super) const SUBJECT: [&str; 9] =
    ["asunto", "subject", "assumpte", "gaia", "assunto", "objet", "betreff", "oggetto", "onderwerp"];

/// Lines that may stand between those.
pub(super) const OTHER: [&str; 24] = [
    "cc",
    "cco",
    "bcc",
    "cci",
    "c/c",
    "copia",
    "kopie",
    "kopia",
    "copie",
    "en copie",
    "reply-to",
    "reply to",
    "responder a",
    "respon a",
    "repondre a",
    "antwort an",
    "importancia",
    "importance",
    "prioridad",
    "adjuntos",
    "datos adjuntos",
    "attachments",
    "organization",
    "organizacion",
];

/// Between dashes, above what is answered.
pub(super) const ORIGINAL: [&str; 14] = [
    "mensaje original",
    "original message",
    "original appointment",
    "cita original",
    "missatge original",
    "mensaxe orixinal",
    "jatorrizko mezua",
    "mensagem original",
    "message d'origine",
    "message original",
    "ursprungliche nachricht",
    "originalnachricht",
    "messaggio originale",
    "oorspronkelijk bericht",
];

/// Between dashes, above what is passed on.
pub(super) const FORWARDED: [&str; 16] = [
    "forwarded message",
    "mensaje reenviado",
    "missatge reenviat",
    "mensaxe reenviada",
    "mensaxe reencaminada",
    "birbidalitako mezua",
    "mezu birbidalia",
    "birbidalitako mezu",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "message transfere",
    "message reexpedie",
    "weitergeleitete nachricht",
    "messaggio inoltrato",
    "doorgestuurd bericht",
    "forwarded by",
];

/// Alone on their line, with a colon: Apple Mail.
pub(super) const FORWARD_BEGINS: [&str; 16] = [
    "begin forwarded message",
    "inicio del mensaje reenviado",
    "inici del missatge reenviat",
    "inicio da mensaxe reenviada",
    "comezo da mensaxe reenviada",
    "birbidalitako mezuaren hasiera",
    "birbidalitako mezua hasten da",
    "inicio da mensagem reencaminhada",
    "inicio da mensagem encaminhada",
    "debut du message reexpedie",
    "debut du message transfere",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "inizio messaggio inoltrato",
    "begin doorgestuurd bericht",
    "mensaje reenviado",
];

/// Subjects of what is passed on begin with one of these and a colon.
pub(super) const FORWARD_SUBJECTS: [&str; 12] =
    ["fw", "fwd", "rv", "rv.", "reenv", "reenviado", "enc", "tr", "wg", "i", "doorst", "birb"];

/// Desks write it above their mails, that people answer above and programs cut there.
pub(super) const ABOVE_THIS_LINE: [&str; 14] = [
    "por encima de esta linea",
    "encima de esta linea",
    "above this line",
    "per sobre d'aquesta linia",
    "damunt d'aquesta linia",
    "sobre aquesta linia",
    "enriba desta lina",
    "por riba desta lina",
    "lerro honen gainean",
    "acima desta linha",
    "au-dessus de cette ligne",
    "uber dieser zeile",
    "oberhalb dieser zeile",
    "sopra questa riga",
];
