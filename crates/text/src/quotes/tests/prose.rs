//! What people write, however it looks, stays in sight.

use super::super::split;

const PROSE: [&str; 43] = [
    "",
    "No va la red.",
    "Hola:\n\nEl lunes escribió: \"no va\". Y sigue sin ir.",
    "El lunes Ana escribió:\n\nno va la impresora\n\n¿Qué hago?",
    "El 23/11/2026 a las 9:12 Ana me escribió:\nno va la impresora",
    "Ana Ruiz (ana@x.es) escribió el lunes:\nno va la impresora",
    "De: Madrid Para: Sevilla\nFecha: mañana",
    "Necesito mover un equipo.\nDe: Madrid\nPara: Sevilla\nFecha: 23/11/2026\nAsunto: traslado",
    "Pasos:\n> Abrir el menú\n> Pulsar Imprimir\nY no sale nada.",
    "> Uno\n> Dos\n\n¿Cuál es?",
    "Sale esto en la consola:\n>>> import red\n>>> red.va()\nFalse\n\n¿Qué es?",
    "En la consola:\n> npm start\nerror 42\n> npm test\nerror 43",
    "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> rama\n¿cómo lo arreglo?",
    "Ponía: -----Mensaje original----- y luego nada",
    "Mensaje original\nno lo tengo",
    "Enviado desde mi iPhone no llega ningún correo.",
    "Enviado desde mi iPhone\n\nPerdón, sigo aquí: no va la red.",
    "El pie dice\nEnviado desde mi iPhone\ny lo quiero quitar.",
    "Obtener Outlook para Android\nes lo que sale, y no deja.",
    "La web no enseña el aviso legal.\n\nAviso legal: falta el enlace en la portada.",
    "Este mensaje y el anterior salen dos veces.",
    "Este mensaje es confidencial: la clave es 1234.",
    "Opciones:\n--\nuna\n--\ndos\n--\ntres\ncuatro\ncinco\nseis\nsiete\nocho\nnueve\ndiez\nonce\ndoce\ntrece\ncatorce\nquince\ndieciséis\n",
    "Opción uno\n\n--\n\nOpción dos",
    "Lo que hago\n--\nEntro en la página y pulso Guardar, y entonces sale un aviso de error que dice que no hay sitio.",
    "Una duda\n--\n¿Cuándo venís?",
    "El correo sale así: -- y luego nada",
    "Título\n-----\ntexto\n_____\nmás texto",
    "Quedamos a las 9:12:\n\nen secretaría",
    "En la cabecera del correo pone\nFrom: ana@x.es\nTo: luis@x.es\ny no es mía.",
    "El error fue el 23/11/2026 09:12:\n\nsin conexión",
    "On Monday Ana wrote:\nhello\nWhat now?",
    "Am Montag schrieb Anna:\nes geht nicht.",
    "Le lundi Anne a écrit :\nça ne va pas.",
    "Asunto: impresora\n\nNo va la impresora del aula 2.14.",
    "Hola:\n\nProtección de datos: según la LOPD y el RGPD, ¿dónde guardáis las copias?",
    "Hola:\n\nEn cumplimiento del RGPD y de la LOPD pido que borréis mis datos.\n\nUn saludo,\nEva",
    "Ruta:\n>Inicio\n>Ajustes\n>\n>Red\ny no sale",
    "El servidor dice:\nNov 23 09:12:33 2026 host postfix: <ana@x.es> wrote:\nerror",
    "Log:\n2026-11-23 09:12:33 ERROR <app@host> wrote:\n  at foo",
    "Viaje:\n\nDe: Madrid\nA: Sevilla\nFecha: 23/11/2026 9:00\nAsunto: traslado",
    "El 23/11/2026 a las 9:12 recibí un correo de <ana@x.es> que decía:\n\nno va",
    "Antes de imprimir hay que encenderla, y no enciende.",
];

#[test]
fn prose_stays_whole() {
    for text in PROSE {
        assert!(!split(text).folds(), "{text}\n{:?}", split(text));
    }
}

#[test]
fn what_is_said_is_trimmed_and_joined() {
    let text = "\n  Hola\n\nEl 23/11/26 a las 9:12, Ana escribió:\n> ¿Va?\nNo.\n> ¿Y ahora?\n\nSí.\n\n-- \nEva\n";
    assert_eq!(split(text).said(), "  Hola\n\nNo.\nSí.");
    assert_eq!(split(" \n ").said(), "");
}
