// HTML from Word, Outlook or a web page, as the Markdown that the composer writes. The text goes in as if typed,
// so that Ctrl+Z takes it back.

const DROPPED = 'style, script, meta, link, title, xml, head';
const HAS_FORMAT = 'b, strong, i, em, a[href], li, table, h1, h2, h3, h4, pre, code, .MsoListParagraph, [class*="MsoList"]';
const BULLET = /^[\s·•o§\-–]+(?=\S)/;

const inside = node => [...node.childNodes].map(inline).join('');
const wrap = (mark, text) => (text.trim() ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text);

function link(node) {
  const text = inside(node).trim();
  const href = node.getAttribute('href') || '';
  if (!/^(https?:|mailto:)/i.test(href)) return text; // javascript:, file: and Word's own anchors
  return text === href ? href : `[${text}](${href})`;
}

// Google Docs wraps everything in a <b> that is not bold.
const isBold = node => /^(b|strong)$/.test(node.localName) && !/font-weight:\s*(normal|400)/.test(node.dataset.style);

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, ' ');
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  // Word draws bullets as text in a span that says "ignore me".
  if (/mso-list:\s*ignore/i.test(node.dataset.style)) return '';
  if (isBold(node)) return wrap('**', inside(node));
  if (/^(i|em)$/.test(node.localName)) return wrap('*', inside(node));
  if (node.localName === 'code') return wrap('`', node.textContent);
  if (node.localName === 'a') return link(node);
  if (node.localName === 'br') return '\n';
  return inside(node);
}

const paragraph = node => inside(node).replace(/ *\n */g, '\n').trim();

function table(node) {
  const cell = td => paragraph(td).replace(/\s+/g, ' ').replace(/\|/g, '\\|');
  const rows = [...node.rows].map(row => `| ${[...row.cells].map(cell).join(' | ')} |`);
  if (!rows.length) return '';
  rows.splice(1, 0, `|${' --- |'.repeat(node.rows[0].cells.length)}`);
  return rows.join('\n');
}

function list(node, indent = '') {
  const items = [...node.children].filter(child => child.localName === 'li');
  return items.map((item, index) => {
    const mark = node.localName === 'ol' ? `${index + 1}. ` : '- ';
    const deeper = [...item.children].filter(child => /^[uo]l$/.test(child.localName));
    const own = item.cloneNode(true);
    own.querySelectorAll('ul, ol').forEach(child => child.remove());
    return [indent + mark + paragraph(own), ...deeper.map(child => list(child, indent + ' '.repeat(mark.length)))].join('\n');
  }).join('\n');
}

const isBlock = node => /^(p|div|ul|ol|table|h[1-6]|pre|blockquote|section|article|tbody|td|tr)$/.test(node.localName || '');
const isWordItem = node => /^MsoList/.test(node.className || '');

function block(node) {
  if (isWordItem(node)) return '- ' + paragraph(node).replace(BULLET, '');
  if (/^[uo]l$/.test(node.localName)) return list(node);
  if (node.localName === 'table') return table(node);
  if (node.localName === 'pre') return '```\n' + node.textContent.replace(/\n$/, '') + '\n```';
  if (/^h[1-6]$/.test(node.localName)) return wrap('**', paragraph(node).replace(/\*\*/g, ''));
  if (node.localName === 'blockquote') return blocks(node).replace(/^/gm, '> ');
  return [...node.children].some(isBlock) ? blocks(node) : paragraph(node);
}

// Neighbours that are not blocks make one paragraph; the items of one Word list stand together.
function blocks(parent) {
  const parts = [];
  let run = document.createElement('p');
  const flush = () => {
    parts.push({text: paragraph(run)});
    run = document.createElement('p');
  };
  for (const node of [...parent.childNodes]) {
    if (!isBlock(node)) run.append(node.cloneNode(true));
    else {
      flush();
      parts.push({text: block(node), item: isWordItem(node)});
    }
  }
  flush();
  const kept = parts.filter(part => part.text);
  return kept.map((part, index) => part.text + (part.item && kept[index + 1]?.item ? '\n' : '\n\n')).join('').trim();
}

// DOMParser runs no script and loads no image, but the page's policy on styles holds there too and would fill the
// console with refusals: the attributes are kept under another name, the sheets go.
function parse(html) {
  const renamed = html.replace(/<style[\s\S]*?<\/style>/gi, '').replace(/<[^>]+>/g, tag => tag.replace(/\sstyle\s*=/gi, ' data-style='));
  return new DOMParser().parseFromString(renamed, 'text/html').body;
}

/** HTML text to Markdown text. */
export function toMarkdown(html) {
  const body = parse(html);
  body.querySelectorAll(DROPPED).forEach(node => node.remove());
  return blocks(body);
}

const hasFormat = html => parse(html).querySelector(HAS_FORMAT);

function insert(box, text) {
  box.focus();
  // execCommand is the only way that keeps the undo history; setRangeText where it is refused.
  if (document.execCommand('insertText', false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', {bubbles: true}));
}

/** Text without format is pasted by the browser, as always. */
export function pasteAsMarkdown(box) {
  box.addEventListener('paste', event => {
    const html = event.clipboardData.getData('text/html');
    if (!html || !hasFormat(html)) return;
    event.preventDefault();
    insert(box, toMarkdown(html));
  });
}
