// Files on their way into a page as a hand brings them: dropped or pasted. Playwright has neither, so the page gets
// the events that the browser would send.

/** Drops files, each `{ name, type, text }`, over a part of the page. */
export async function drop(target, files) {
  const transfer = await makeTransfer(target.page(), { files });
  for (const type of ['dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: transfer });
}

/** Pastes into a control what a clipboard holds: `files` as for `drop`, `texts` by their type. Gives whether the page took it. */
export async function paste(control, { files = [], texts = {} }) {
  const transfer = await makeTransfer(control.page(), { files, texts });
  return control.evaluate((element, clipboardData) => {
    element.focus();
    return !element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, transfer);
}

function makeTransfer(page, { files = [], texts = {} }) {
  return page.evaluateHandle(
    ({ files, texts }) => {
      const transfer = new DataTransfer();
      for (const { name, type, text } of files) transfer.items.add(new File([text], name, { type }));
      for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
      return transfer;
    },
    { files, texts },
  );
}
