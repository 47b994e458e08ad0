// The pages that a person sees at a provider: plain forms, in Spanish, without JavaScript.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);

const CANCEL = '<p><button name="answer" value="cancel">Cancelar</button></p>';

function page(title, body) {
  return `<!doctype html><html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

/** Whose account? One button a person, named as the person is. */
export function chooser(accounts, action) {
  const person = ({ id, name, email }) => `<li><button name="account" value="${escape(id)}">${escape(name)}</button> ${escape(email ?? '')}</li>`;
  return page('Elige una cuenta', `<form method="post" action="${escape(action)}"><ul>${accounts.map(person).join('')}</ul>${CANCEL}</form>`);
}

/** May `client` know these things of the person? `optional`: names of fields and words that may be unticked. */
export function consent({ client, name, wants, optional = {} }, action) {
  const list = wants.map((want) => `<li>${escape(want)}</li>`).join('');
  const boxes = Object.entries(optional).map(([field, words]) => `<p><label><input type="checkbox" name="${field}" checked> ${escape(words)}</label></p>`);
  const body = `<p>${escape(name)}, ${escape(client)} quiere saber:</p><form method="post" action="${escape(action)}"><ul>${list}</ul>${boxes.join('')}
<p><button name="answer" value="allow">Permitir</button></p>${CANCEL}</form>`;
  return page('¿Permites el acceso?', body);
}

/** What cannot be sent back to the desk is told to the person. */
export function trouble(words) {
  return page('No se puede seguir', `<p role="alert">${escape(words)}</p>`);
}

export function send(response, html, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}
