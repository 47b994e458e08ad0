// Files by choice, drop or paste: each is sent at once (POST data-url, field "file") and its id goes with the form
// in a hidden "attachment". Without this module the plain file input posts the files with the form.
import {announce, clock, fill, size} from './text.js';

// Word, Excel and Outlook put a picture of the text beside the text: text wins, only an image alone is a file.
const imageAlone = data => data.files.length > 0 && !data.types.includes('text/plain') && !data.types.includes('text/html');

const isImage = file => /^image\//.test(file.type);

/** A pasted picture is always "image.png": a name with the time tells it from the next one. */
function named(file, pattern) {
  const time = clock().replace(/\D/g, '.');
  return isImage(file) && pattern ? new File([file], fill(pattern, {time}), {type: file.type}) : file;
}

function refusal({dataset}, file, count) {
  if (count >= Number(dataset.maxFiles)) return fill(dataset.tooMany, {max: dataset.maxFiles});
  if (file.size > Number(dataset.maxSize)) return fill(dataset.tooBig, {size: size(file.size), max: size(Number(dataset.maxSize))});
  return '';
}

function addRow(zone, file) {
  const list = zone.querySelector('[data-list]');
  const row = zone.querySelector('template').content.firstElementChild.cloneNode(true);
  row.querySelector('.name').textContent = row.querySelector('.name').title = file.name;
  row.querySelector('button').setAttribute('aria-label', fill(zone.dataset.remove, {name: file.name}));
  row.querySelector('progress').setAttribute('aria-label', fill(zone.dataset.uploading, {name: file.name}));
  list.append(row);
  list.hidden = false;
  return row;
}

function fail(row, sentence) {
  row.classList.add('is-failed');
  row.querySelector('progress')?.remove();
  row.querySelector('.size').textContent = sentence;
  announce(sentence);
}

function done(zone, row, answer, file) {
  const hidden = Object.assign(document.createElement('input'), {type: 'hidden', name: 'attachment', value: answer.id});
  row.querySelector('progress')?.remove();
  row.querySelector('.size').textContent = size(answer.size ?? file.size);
  row.append(hidden);
  announce(fill(zone.dataset.done, {name: file.name}));
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

// XMLHttpRequest, because fetch cannot tell how much has been sent.
function upload(zone, row, file) {
  const request = new XMLHttpRequest();
  const bar = row.querySelector('progress');
  const body = new FormData();
  body.append('file', file, file.name);
  request.upload.onprogress = event => event.lengthComputable && (bar.value = (100 * event.loaded) / event.total);
  const settled = new Promise(resolve => (request.onloadend = resolve)).then(() => {
    const answer = answerOf(request);
    if (request.status >= 200 && request.status < 300 && answer.id) return done(zone, row, answer, file);
    if (row.isConnected) fail(row, answer.detail || answer.title || zone.dataset.failed);
  });
  request.open('POST', zone.dataset.url);
  request.setRequestHeader('Accept', 'application/json');
  request.send(body);
  return {request, settled};
}

function dropTarget(zone, take) {
  const form = zone.closest('form');
  const over = event => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    zone.classList.toggle('is-over', event.type === 'dragover');
    if (event.type === 'drop') take([...event.dataTransfer.files]);
  };
  for (const type of ['dragover', 'drop']) form.addEventListener(type, over);
  form.addEventListener('dragleave', event => form.contains(event.relatedTarget) || zone.classList.remove('is-over'));
}

/** Gives the [data-attachments] zone of `form` its powers. */
export function attachFiles(form) {
  const zone = form.querySelector('[data-attachments]');
  if (!zone) return;
  const input = zone.querySelector('input[type="file"]');
  const running = new Map();

  const takeOne = file => {
    const row = addRow(zone, file);
    const no = refusal(zone, file, zone.querySelectorAll('li:not(.is-failed)').length - 1);
    if (no) return fail(row, no);
    const {request, settled} = upload(zone, row, file);
    running.set(row, request);
    settled.finally(() => running.delete(row) && running.size === 0 && sendWaiting());
  };
  const take = files => files.forEach(takeOne);

  // Pressed Enviar while a file is on its way: it goes as soon as the last one has arrived.
  let waiting;
  const sendWaiting = () => {
    const submitter = waiting;
    waiting = undefined;
    submitter?.click(); // requestSubmit is missing in Safari 15
  };
  form.addEventListener('submit', event => {
    if (running.size === 0) return;
    event.preventDefault();
    waiting = event.submitter || form.querySelector('button');
    announce(zone.dataset.wait);
  });

  input.addEventListener('change', () => {
    take([...input.files]);
    input.value = ''; // they have gone by themselves: the form must not send them again
  });
  form.addEventListener('paste', event => {
    if (!imageAlone(event.clipboardData)) return;
    event.preventDefault();
    take([...event.clipboardData.files].map(file => named(file, zone.dataset.pasted)));
  });
  zone.addEventListener('click', event => {
    const row = event.target.closest('[data-list] button') && event.target.closest('li');
    if (!row) return;
    running.get(row)?.abort();
    row.remove();
    zone.querySelector('[data-list]').hidden = !zone.querySelector('[data-list] li');
    input.focus();
  });
  dropTarget(zone, take);
}
