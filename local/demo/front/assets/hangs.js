/** Longer than any check waits, and not for ever: a person may open this page too. */
const HANG_MS = 120_000;

function hang() {
  const until = Date.now() + HANG_MS;
  while (Date.now() < until);
}

addEventListener('load', () => setTimeout(hang));
