// The form about a provider: its addresses follow the word that is being typed.

const word = document.getElementById('word');
const addresses = document.querySelector('.addresses');

function write() {
  for (const input of addresses.querySelectorAll('[data-end]')) input.value = `${addresses.dataset.base}${word.value.trim() || '…'}/${input.dataset.end}`;
}

if (word && addresses) word.addEventListener('input', write);
