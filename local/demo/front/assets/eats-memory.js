/** One bite: 128 MB of numbers, copied again and again. */
const bite = new Array(16_777_216).fill(0.5);

/** Never let go. The heap has a limit of its own, 4 GB at most in Chromium, where the browser ends the page. */
const kept = [];

function eat() {
  while (true) kept.push(bite.slice());
}

addEventListener('load', () => setTimeout(eat));
