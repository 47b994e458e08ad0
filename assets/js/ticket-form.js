// "Abrir ticket": answers while one types, devices by their sticker, places of the chosen centre, files and a draft.
import {attachFiles} from './attachments.js';
import {combobox} from './combobox.js';
import {keepDraft} from './draft.js';
import {announce, counted, latest, pause} from './text.js';

const form = document.getElementById('open-ticket');
const field = name => form.elements.namedItem(name);
const query = (path, values) => `${path}?${new URLSearchParams(values)}`;

// --- questions in the margin that match what is being typed
const SUGGEST_MS = 400;

function suggestions(region) {
  const ask = latest();
  const link = form.querySelector('[data-suggestions-link]');
  let told = '';
  const search = async () => {
    const q = [field('subject').value, field('description').value].join(' ').trim().slice(0, 300);
    const answer = q.length >= 3 && (await ask(query(region.dataset.url, {q})));
    if (!answer) return;
    region.innerHTML = await answer.text();
    const sentence = counted(region, region.children.length);
    // Said only when the count changes: one sentence per change, not one per word.
    if (sentence && sentence !== told) announce((told = sentence));
    if (link && sentence) link.textContent = sentence;
  };
  const later = pause(search, SUGGEST_MS);
  for (const name of ['subject', 'description']) field(name).addEventListener('input', later);
}

// --- the device completes itself, and knows its room
function devices(box) {
  const input = box.querySelector('input');
  let filled = '';
  combobox(box, {
    url: q => query(box.dataset.assets, {q, centro: field('organization').value}),
    present: ({tag, name, location}) => ({strong: tag || name, rest: [tag && name, location].filter(Boolean).join(' · ')}),
    choose: ({tag, name, location}) => {
      input.value = tag || name;
      const place = field('location');
      // A room that the person wrote is never overwritten; one that came from another device is.
      if (location && (!place.value || place.value === filled)) place.value = filled = location;
      input.dispatchEvent(new Event('change', {bubbles: true}));
    },
  });
}

// --- another centre, other places
function places(select) {
  const ask = latest();
  select.addEventListener('change', async () => {
    const answer = await ask(query(select.dataset.locations, {centro: select.value}));
    if (!answer) return;
    const names = (await answer.json()).map(({name}) => new Option(name, name));
    document.getElementById('locations').replaceChildren(...names);
    field('location').value = '';
  });
}

if (form) {
  keepDraft(form);
  attachFiles(form);
  const region = document.getElementById('suggestions');
  if (region) suggestions(region);
  const box = form.querySelector('[data-assets]');
  if (box) devices(box);
  const organization = form.querySelector('[data-locations]');
  if (organization) places(organization);
}
