// A page that waits for something looks again by itself; without this its link does.
const AGAIN_MS = 2000;
setTimeout(() => location.reload(), AGAIN_MS);
