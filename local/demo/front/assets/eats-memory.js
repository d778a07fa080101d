/** Numbers in one bite: 64 MB. */
const BITE = 8_388_608;
const BITE_EVERY_MS = 50;

/** Never let go. The heap has a limit of its own, 4 GB in Chromium, where the browser ends the page. */
const kept = [];

addEventListener('load', () => setInterval(() => kept.push(new Array(BITE).fill(0.5)), BITE_EVERY_MS));
