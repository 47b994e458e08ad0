// What one types is kept in this browser, under data-draft ("user:form"), until the server says that it was sent
// (data-draft-done, see app.js). Storage may be full or forbidden: then there are no drafts, and nothing else fails.
import {clock, fill, pause} from './text.js';

const PREFIX = 'draft:';
const KEPT = 'input[type="text"], input[type="radio"], textarea, select, input:not([type])';

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) || {};
  } catch {
    return {};
  }
}

function write(key, values) {
  try {
    if (Object.keys(values).length) localStorage.setItem(PREFIX + key, JSON.stringify(values));
    else localStorage.removeItem(PREFIX + key);
    return true;
  } catch {
    return false;
  }
}

export const forget = key => write(key, {});

// Only what differs from what the server sent: an untouched form leaves no draft.
function changes(form) {
  const values = {};
  for (const control of form.querySelectorAll(KEPT)) {
    if (!control.name || control.readOnly || control.closest('[data-no-draft]')) continue;
    if (control.type === 'radio') {
      if (control.checked && !control.defaultChecked) values[control.name] = control.value;
    } else if (control.tagName === 'SELECT') {
      if (![...control.selectedOptions].every(option => option.defaultSelected)) values[control.name] = control.value;
    } else if (control.value !== control.defaultValue) values[control.name] = control.value;
  }
  return values;
}

function restore(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (control) control.value = value;
  }
}

/**
 * Keeps the fields of `form`. `key` may change (the composer has one draft per mode): call `reload` when it has.
 * A form that came back with errors is full already: then the server's words win over the draft.
 */
export function keepDraft(form, key = () => form.dataset.draft) {
  const note = form.querySelector('[data-draft-note]');
  const tell = (sentence, values) => note && sentence && (note.textContent = fill(sentence, values));
  const save = () => {
    const values = changes(form);
    const kept = write(key(), values) && Object.keys(values).length;
    tell(kept ? form.dataset.draftSaved : ' ', {time: clock()});
  };
  const later = pause(save, 300);
  const reload = () => {
    const values = read(key());
    if (!Object.keys(values).length) return tell(' ', {});
    restore(form, values);
    tell(form.dataset.draftRestored, {});
  };
  form.addEventListener('input', later);
  // The page may go before the pause is over.
  addEventListener('pagehide', () => Object.keys(changes(form)).length && write(key(), changes(form)));
  if (!document.querySelector('#error-summary')) reload();
  return {save, reload};
}
