// Small things that several modules need: filling in a sentence, saying it aloud, waiting for a pause.

/** "Pesa {size}" with {size: "3 MB"} gives "Pesa 3 MB". The sentences come from data-* attributes. */
export const fill = (sentence, values) => (sentence || '').replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Said by screen readers when they next pause; the same sentence twice is said twice. */
export function announce(sentence) {
  const place = document.getElementById('announcer');
  if (!place || !sentence) return;
  place.textContent = '';
  requestAnimationFrame(() => (place.textContent = sentence));
}

/** The sentence for a count, from data-none, data-one and data-many ("{n} equipos"). */
export function counted({dataset}, n) {
  return fill(n === 0 ? dataset.none : n === 1 ? dataset.one : dataset.many, {n});
}

/** Calls `run` once the calls have stopped for `ms`. */
export function pause(run, ms) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms, ...values);
  };
}

/** A fetch of which only the last call counts: earlier answers that come late give undefined. */
export function latest() {
  let running;
  return async url => {
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(url, {signal: mine.signal, headers: {Accept: 'application/json, text/html'}});
      return answer.ok ? answer : undefined;
    } catch {
      return undefined; // aborted, or no network: what is on the page stays
    }
  };
}

const lang = document.documentElement.lang;
export const clock = () => new Date().toLocaleTimeString(lang, {hour: 'numeric', minute: '2-digit'});

/** 2516582 -> "2,4 MB", counted in powers of 1024 and called as the server calls them. */
export function size(bytes) {
  const [unit, by] = bytes < 1024 ? ['B', 1] : bytes < 1024 ** 2 ? ['KB', 1024] : ['MB', 1024 ** 2];
  return (bytes / by).toLocaleString(lang, {maximumFractionDigits: 1}) + ' ' + unit;
}
