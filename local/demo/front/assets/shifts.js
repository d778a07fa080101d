/** After the first paint: what has been seen by then moves. */
const SHIFT_AFTER_MS = 200;

function shift() {
  const banner = document.createElement('aside');
  banner.className = 'banner';
  banner.textContent = 'New: trade while you read.';
  document.querySelector('main').prepend(banner);
}

addEventListener('load', () => setTimeout(shift, SHIFT_AFTER_MS));
