// Passkeys: the browser makes or uses one, an ordinary form takes its answer to the server.

const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
const text = buffer =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** What the server wrote as JSON, as the browser wants it: binary where the standard says so. */
function question({publicKey}) {
  const keys = list => (list ?? []).map(key => ({...key, id: bytes(key.id)}));
  const asked = {...publicKey, challenge: bytes(publicKey.challenge)};
  if (publicKey.user) asked.user = {...publicKey.user, id: bytes(publicKey.user.id)};
  if (publicKey.excludeCredentials) asked.excludeCredentials = keys(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) asked.allowCredentials = keys(publicKey.allowCredentials);
  return asked;
}

function answer(credential) {
  const {response} = credential;
  const parts = {clientDataJSON: text(response.clientDataJSON)};
  if (response.attestationObject) {
    parts.attestationObject = text(response.attestationObject);
    parts.transports = response.getTransports?.() ?? [];
  } else {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
    parts.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    extensions: {},
    response: parts,
  });
}

/** Says in the page why it did not work; `abort` is our own doing and needs no words. */
function tell(form, error) {
  const box = form.querySelector('[data-trouble]');
  const words = box.querySelector('p').dataset;
  const known = {NotAllowedError: words.cancelled, InvalidStateError: words.known};
  if (error.name === 'AbortError') return;
  box.querySelector('p').textContent = error.name === 'Unsupported' ? words.unsupported : known[error.name] ?? words.failed;
  box.hidden = false;
}

function send(form, credential) {
  form.querySelector('[data-answer]').value = answer(credential);
  form.submit();
}

const make = publicKey => navigator.credentials.create({publicKey});
const use = (publicKey, more) => navigator.credentials.get({publicKey, ...more});

async function challenge(form) {
  const response = await fetch(form.dataset.challenge, {method: 'POST'});
  if (!response.ok) throw new Error(`challenge: ${response.status}`);
  return question(await response.json());
}

// A question in the field of the address waits; the button asks another, and only one may be open.
let waiting = new AbortController();

async function ask(form) {
  waiting.abort();
  if (form.dataset.passkey === 'make') return make(question(JSON.parse(form.dataset.options)));
  if (form.dataset.passkey === 'use') return use(question(JSON.parse(form.dataset.options)));
  return use(await challenge(form));
}

/** Offers keys among what the browser completes in the field of the address, where it can. */
async function offer(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const {signal} = waiting;
  try {
    const publicKey = await challenge(form);
    if (!signal.aborted) send(form, await use(publicKey, {mediation: 'conditional', signal}));
  } catch {
    // Nobody asked for it, so nobody misses it: the button is there.
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) {
    if (form.dataset.passkey !== 'sign-in') tell(form, {name: 'Unsupported'});
    continue;
  }
  const button = form.querySelector('[data-needs-script]');
  button.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled')) return;
    button.setAttribute('aria-disabled', 'true');
    form.querySelector('[data-trouble]').hidden = true;
    try {
      send(form, await ask(form));
    } catch (error) {
      button.removeAttribute('aria-disabled');
      tell(form, error);
    }
  });
  if ('offer' in form.dataset) offer(form);
}

// Codes are printed from the page that shows them.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
