/** How often quotes are read again. */
const REFRESH_MS = 2_000;

/** Where quotes are read: the page's own origin, unless the page names another. */
const QUOTES = document.documentElement.dataset.quotes;

const money = new Intl.NumberFormat('en-AU', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

async function priceOf(symbol) {
  const answer = await fetch(`${QUOTES}/v1/quotes?symbol=${symbol}`);
  if (!answer.ok) throw new Error(`the quote of ${symbol} answered ${answer.status}`);
  return (await answer.json()).price;
}

/** Shows one quote, and the value of what is held of it. */
async function show(element) {
  const { quote, quantity } = element.dataset;
  try {
    const price = await priceOf(quote);
    element.textContent = money.format(price);
    return price * Number(quantity ?? 0);
  } catch (error) {
    console.error(`no quote: ${error.message}`);
    element.textContent = 'not available';
    return Number.NaN;
  }
}

async function refresh() {
  const quotes = [...document.querySelectorAll('[data-quote]')];
  const values = await Promise.all(quotes.map(show));
  const shown = values.map((value) => (Number.isNaN(value) ? 'not available' : money.format(value)));
  for (const [index, element] of document.querySelectorAll('[data-value]').entries()) {
    element.textContent = shown[index];
  }
  const total = document.querySelector('[data-total]');
  const sum = values.reduce((all, value) => all + value, 0);
  if (total) total.textContent = Number.isNaN(sum) ? 'not available' : money.format(sum);
  if (quotes.length > 0) setTimeout(refresh, REFRESH_MS);
}

async function preview(event) {
  event.preventDefault();
  const form = event.target;
  const { symbol, side, quantity } = Object.fromEntries(new FormData(form));
  const output = document.querySelector('output[form="ticket"]');
  try {
    const price = await priceOf(symbol);
    const cost = money.format(price * Number(quantity));
    output.textContent = `${side} ${quantity} ${symbol} at about ${money.format(price)}: AUD ${cost}`;
  } catch (error) {
    console.error(`no preview: ${error.message}`);
    output.textContent = 'There is no price at the moment.';
  }
}

document.querySelector('#ticket')?.addEventListener('submit', preview);
void refresh();
