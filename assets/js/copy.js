// What is to be carried elsewhere whole: selected when it is entered, copied by a press.
import {announce} from './text.js';

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
