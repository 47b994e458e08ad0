// The form about a provider: addresses are copied by a press, and follow the word that is being typed.
import {announce} from './text.js';

const word = document.getElementById('word');
const addresses = document.querySelector('.addresses');

function write() {
  for (const input of addresses.querySelectorAll('[data-end]')) input.value = `${addresses.dataset.base}${word.value.trim() || '…'}/${input.dataset.end}`;
}

if (word && addresses) word.addEventListener('input', write);

// A whole address is wanted, never a part of it.
for (const input of document.querySelectorAll('.copied .control')) input.addEventListener('focus', () => input.select());

for (const button of document.querySelectorAll('[data-copy]')) {
  // Over plain http there is no clipboard: the field can be selected.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    announce(button.dataset.done);
    button.classList.add('is-done');
    setTimeout(() => button.classList.remove('is-done'), 2000);
  });
}
