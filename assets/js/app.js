// Every page. Nothing here is needed to use the site: it only makes it more comfortable.
import {forget} from './draft.js';

document.documentElement.classList.add('js');

// --- menus: a <details> opens by itself; Escape and a click elsewhere close it
const openMenus = () => document.querySelectorAll('details.menu[open]');

addEventListener('click', event => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

// --- one press, one request: the button keeps its focus, and is free again if the answer never comes
const BUSY_MS = 10_000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
}

addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-once]')) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  event.submitter?.setAttribute('aria-disabled', 'true');
  setTimeout(release, BUSY_MS, form);
});

// Back from another page, restored from memory: the buttons must work.
addEventListener('pageshow', event => {
  if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(release);
});

// --- a one-field form shows its button once there is something to save
addEventListener('change', event => {
  const form = event.target.closest('.one-field');
  if (!form) return;
  const changed = [...form.querySelectorAll('option')].some(option => option.selected !== option.defaultSelected);
  form.classList.toggle('is-dirty', changed);
});

// --- tabs that slide on a phone: the one that is open is in sight
for (const strip of document.querySelectorAll('.tabs, .views')) {
  const here = strip.querySelector('[aria-current]')?.getBoundingClientRect();
  if (here && here.right > strip.getBoundingClientRect().right) strip.scrollLeft = here.right - strip.clientWidth / 2 - here.width / 2;
}

// --- relative times, up to a day; older ones are dates and stay as the server wrote them
const MINUTE = 60_000;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, {style: 'short'});

function refreshTimes() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / MINUTE);
    if (minutes < 1 || minutes >= 24 * 60) continue;
    time.textContent = minutes < 60 ? words.format(-minutes, 'minute') : words.format(-Math.floor(minutes / 60), 'hour');
  }
}
setInterval(refreshTimes, MINUTE);

// --- a draft that has been sent is forgotten: only the server knows that it was, and says so
for (const done of document.querySelectorAll('[data-draft-done]')) forget(done.dataset.draftDone);

// --- the summary of errors is the first thing to read
document.querySelector('[role="alert"][tabindex="-1"]')?.focus();

// --- reading a page changes nothing on the server; a reading that counts is told apart
const read = document.querySelector('[data-viewed]');
if (read) navigator.sendBeacon?.(read.dataset.viewed);
