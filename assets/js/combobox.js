// Completion over a plain text input, after the "combobox with list autocomplete" pattern of the ARIA Authoring
// Practices: the focus never leaves the input, the active option is told by aria-activedescendant.
import {announce, counted, latest, pause} from './text.js';

const WAIT_MS = 200;

function makeList(input) {
  const list = document.createElement('ul');
  list.id = input.id + '-options';
  list.className = 'options';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.labels[0]?.textContent || input.name);
  input.after(list);
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]]) input.setAttribute(name, value);
  return list;
}

function makeOption(list, index, {strong, rest}) {
  const option = document.createElement('li');
  option.id = `${list.id}-${index}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const head = Object.assign(document.createElement('b'), {textContent: strong});
  const tail = Object.assign(document.createElement('span'), {textContent: rest});
  option.append(head, ' ', tail);
  return option;
}

/**
 * `box` holds the input and the sentences (data-one, data-many, data-none). `url(text)` is what to ask,
 * `present(item)` gives {strong, rest}, `choose(item)` fills in the form.
 */
export function combobox(box, {url, present, choose}) {
  const input = box.querySelector('input');
  const list = makeList(input);
  const ask = latest();
  let items = [];
  let active = -1;

  const mark = index => {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = index;
    const option = list.children[active];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({block: 'nearest'});
    option ? input.setAttribute('aria-activedescendant', option.id) : input.removeAttribute('aria-activedescendant');
  };
  const show = open => {
    list.hidden = !open;
    input.setAttribute('aria-expanded', String(open));
    if (!open) mark(-1);
  };
  const pick = index => {
    choose(items[index]);
    show(false);
  };

  const search = async () => {
    const text = input.value.trim();
    if (!text) return show(false);
    const answer = await ask(url(text));
    if (!answer || document.activeElement !== input) return;
    items = await answer.json();
    mark(-1);
    list.replaceChildren(...items.map((item, index) => makeOption(list, index, present(item))));
    show(items.length > 0);
    announce(counted(box, items.length));
  };

  const move = step => {
    if (list.hidden) return search();
    const count = items.length;
    mark(active < 0 && step < 0 ? count - 1 : (active + step + count) % count);
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => active >= 0 && pick(active),
    Escape: () => show(false),
  };
  input.addEventListener('keydown', event => {
    // While composing, keys belong to the input method; Enter and Escape are ours only when there is something to do.
    if (event.isComposing || !keys[event.key]) return;
    if ((event.key === 'Enter' && active < 0) || (event.key === 'Escape' && list.hidden)) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener('input', pause(search, WAIT_MS));
  input.addEventListener('blur', () => show(false));
  // mousedown, not click: the click would come after the blur that hides the list.
  list.addEventListener('mousedown', event => {
    event.preventDefault();
    const option = event.target.closest('[role="option"]');
    if (option) pick([...list.children].indexOf(option));
  });
}
