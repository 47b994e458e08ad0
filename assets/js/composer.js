// The box under a ticket: files, a draft for the reply and another for the note, Ctrl+Enter, paste with its format.
// The change of the box's colour and of the button's words is plain CSS and needs none of this.
import {attachFiles} from './attachments.js';
import {keepDraft} from './draft.js';
import {pasteAsMarkdown} from './paste.js';

const form = document.getElementById('composer');

function draftPerMode(box) {
  const modes = [...form.querySelectorAll('[name="visibility"]')];
  const chosen = () => modes.find(radio => radio.checked)?.value || 'public';
  // The draft is of the mode that was on screen, not of the one just chosen.
  let mode = chosen();
  const draft = keepDraft(form, () => `${form.dataset.draft}:${mode}`);
  for (const radio of modes) {
    radio.addEventListener('change', () => {
      draft.save();
      mode = chosen();
      box.value = '';
      draft.reload();
      box.focus();
    });
  }
}

function sendByKey(event) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  form.querySelector('button.is-primary').click();
}

if (form) {
  const box = form.elements.namedItem('body');
  draftPerMode(box);
  attachFiles(form);
  form.addEventListener('keydown', sendByKey);
  if (form.matches('[data-markdown]')) pasteAsMarkdown(box);
}

// A reply can be taken back for some seconds: then its button goes, and the focus is not lost with it.
for (const undo of document.querySelectorAll('[data-gone-after]')) {
  setTimeout(() => {
    const focused = undo.contains(document.activeElement);
    undo.remove();
    if (focused) form?.elements.namedItem('body').focus();
  }, undo.dataset.goneAfter * 1000);
}
