/** Answers in the shapes that providers document; every value is made up. `at` is epoch milliseconds. */

type Answer = (symbols: readonly string[], at: number) => string;

/** `2026-11-27 15:59:00`, as a clock in New York shows it. */
export const newYork = (at: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);

const day = (at: number): string => newYork(at).slice(0, 10);

const iso = (at: number): string => new Date(at).toISOString();

const SECOND = 1_000;

export const polygonSnapshot: Answer = (symbols, at) => {
  const bar = { o: 20.5, h: 20.7, l: 20.4, c: 20.6, v: 37_216, vw: 20.55 };
  const tickers = symbols.map((ticker) => ({
    ticker,
    todaysChange: -0.1,
    todaysChangePerc: -0.48,
    // A number of nanoseconds has more digits than JavaScript keeps: it is written as text into the JSON.
    updated: `${at}000000`,
    day: bar,
    lastQuote: { P: 20.61, S: 22, p: 20.6, s: 13, t: `${at}000000` },
    lastTrade: { c: [14, 41], i: '71675577320245', p: 20.6, s: 2_416, t: `${at}000000`, x: 4 },
    min: { av: 37_216, t: at, n: 5, ...bar },
    prevDay: bar,
  }));
  return JSON.stringify({ count: symbols.length, status: 'OK', tickers }).replaceAll(/"(\d{19})"/g, '$1');
};

export const alphaVantageQuote: Answer = ([symbol], at) =>
  [
    'symbol,open,high,low,price,volume,latestDay,previousClose,change,changePercent',
    `${symbol},228.5,231.1,227.9,230.4,3120419,${day(at)},229.2,1.2,0.5236%`,
  ].join('\r\n');

export const alphaVantageIntraday: Answer = (_symbols, at) =>
  [
    'timestamp,open,high,low,close,volume',
    ...[0, 60, 120].map((ago) => `${newYork(at - ago * SECOND)},230.1,230.6,230.0,230.${400 - ago},51230`),
  ].join('\r\n');

export const ALPHA_VANTAGE_REFUSAL = JSON.stringify({
  Information: 'Your key is at our standard API rate limit, which is 25 requests per day.',
});

export const iexLast: Answer = (symbols, at) =>
  JSON.stringify(symbols.map((symbol) => ({ symbol, price: 120.85, size: 100, time: at })));

export const finnhubQuote: Answer = (_symbols, at) =>
  JSON.stringify({
    c: 261.74,
    d: 1.3,
    dp: 0.49,
    h: 263.31,
    l: 260.68,
    o: 261.07,
    pc: 260.44,
    t: Math.floor(at / SECOND),
  });

export const binanceTickers: Answer = (symbols, at) =>
  JSON.stringify(
    symbols.map((symbol) => ({
      symbol,
      priceChange: '-94.99',
      priceChangePercent: '-0.958',
      weightedAvgPrice: '9876.10',
      lastPrice: '9821.40',
      lastQty: '0.20',
      bidPrice: '9821.30',
      bidQty: '1.5',
      askPrice: '9821.50',
      askQty: '0.7',
      openTime: at - 86_400_000,
      closeTime: at,
      firstId: 28_385,
      lastId: 28_460,
      count: 76,
    })),
  );

export const coinbaseTicker: Answer = (_symbols, at) =>
  JSON.stringify({
    ask: '6267.71',
    bid: '6265.15',
    volume: '53602.03',
    trade_id: 86_326_522,
    price: '6268.48',
    size: '0.00698254',
    time: iso(at),
  });

export const endOfDayFile: Answer = (symbols, at) =>
  [
    'Ticker;Date;Close;Volume',
    ...symbols.map((symbol) => `${symbol};${day(at).replaceAll('-', '')};101.5;80000`),
  ].join('\n');

export const rss: Answer = (_symbols, at) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
  <item><title>Newest</title><pubDate>${new Date(at).toUTCString()}</pubDate></item>
  <item><title>Older</title><pubDate>${new Date(at - 86_400_000).toUTCString()}</pubDate></item>
</channel></rss>`;

export const atom: Answer = (_symbols, at) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>urn:1</id><updated>${iso(at)}</updated></entry></feed>`;

export const jsonFeed: Answer = (_symbols, at) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'News',
    items: [{ id: '1', date_published: iso(at) }],
  });
