// A page that waits for something looks again by itself; without this its link does.
const AGAIN_MS = 2000;
const timer = setTimeout(() => location.reload(), AGAIN_MS);
// Who is leaving is not called back.
addEventListener('beforeunload', () => clearTimeout(timer));
