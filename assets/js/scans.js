// Files that wait for the virus scanner: the page is read again, ever less often, and what changed in the conversation
// is put in place. What is being written, and where the reader is, stay.
import {announce} from './text.js';

const PAUSES = [1, 1, 2, 3, 5, 5, 10, 10, 20, 30, 60, 60, 60, 60, 60].map(seconds => seconds * 1000);
const conversation = document.getElementById('conversation');
const waits = list => list.querySelector('.attachments .is-waiting, .held-picture') !== null;

function renew(fresh) {
  for (const item of fresh.children) {
    const shown = document.getElementById(item.id);
    if (!shown) conversation.append(item.cloneNode(true));
    else if (shown.dataset.v !== item.dataset.v && !shown.contains(document.activeElement)) shown.replaceWith(item.cloneNode(true));
  }
}

async function look(pauses) {
  const [pause, ...later] = pauses;
  if (!pause) return;
  await new Promise(done => setTimeout(done, pause));
  const answer = await fetch(location.pathname, {headers: {accept: 'text/html'}}).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page && page.getElementById('conversation');
  if (fresh) renew(fresh);
  if (fresh && !fresh.dataset.scans) announce(conversation.dataset.scans);
  else await look(later);
}

if (waits(conversation)) look(PAUSES);
