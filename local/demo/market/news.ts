import { XMLBuilder } from 'fast-xml-parser';
import type { Answer } from '../answer.ts';
import { fractionOf } from './chance.ts';
import { LISTINGS } from './listings.ts';
import { countAt, momentOf, type Rhythm } from './rhythm.ts';
import type { NewsRules } from './rules.ts';

/** Something is written every 2 to 6 minutes. */
const RHYTHM: Rhythm = { key: 1_001, periodMs: 240_000, jitterMs: 120_000 };

const ITEMS = 20;

const HOME = 'https://exchange.demo/news';
const TITLE = 'Demo Exchange: news';

interface Item {
  readonly title: string;
  readonly link: string;
  readonly at: Date;
}

const HEADLINES: readonly ((symbol: string) => string)[] = [
  (symbol) => `${symbol} opens a second office`,
  (symbol) => `${symbol} & its suppliers agree on prices`,
  (symbol) => `Who buys ${symbol}?`,
  (symbol) => `${symbol}: "nothing to announce"`,
];

/** `/news/rss.xml`, `/news/atom.xml` and `/news/feed.json`; `undefined` for another path. `now` is epoch milliseconds. */
export function newsAnswer({ pathname }: URL, { silentForMs }: NewsRules, now: number): Answer | undefined {
  const format = Object.hasOwn(FORMATS, pathname) ? FORMATS[pathname] : undefined;
  if (!format) return undefined;
  const latest = countAt(RHYTHM, now - silentForMs);
  const { type, write } = format;
  const items = Array.from({ length: ITEMS }, (_, age) => itemOf(latest - age));
  return { status: 200, headers: { 'content-type': type }, body: write(items) };
}

function itemOf(count: number): Item {
  const headline = HEADLINES[Math.floor(fractionOf(RHYTHM.key, count, 1) * HEADLINES.length)];
  const listing = LISTINGS[Math.floor(fractionOf(RHYTHM.key, count, 2) * LISTINGS.length)];
  return {
    title: headline?.(listing?.symbol ?? '') ?? '',
    link: `${HOME}/${count}`,
    at: new Date(momentOf(RHYTHM, count)),
  };
}

const FORMATS: Readonly<
  Record<string, { readonly type: string; readonly write: (items: readonly Item[]) => string }>
> = {
  '/news/rss.xml': { type: 'application/rss+xml; charset=utf-8', write: rss },
  '/news/atom.xml': { type: 'application/atom+xml; charset=utf-8', write: atom },
  '/news/feed.json': { type: 'application/feed+json; charset=utf-8', write: jsonFeed },
};

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });
const DECLARATION = { '@version': '1.0', '@encoding': 'utf-8' };

function rss(items: readonly Item[]): string {
  const item = items.map(({ title, link, at }) => ({ title, link, guid: link, pubDate: at.toUTCString() }));
  const channel = { title: TITLE, link: HOME, description: TITLE, item };
  return xml.build({ '?xml': DECLARATION, rss: { '@version': '2.0', channel } });
}

function atom(items: readonly Item[]): string {
  const entry = items.map(({ title, link, at }) => ({
    title,
    id: link,
    link: { '@href': link },
    updated: at.toISOString(),
  }));
  const feed = { title: TITLE, id: HOME, updated: entry[0]?.updated, author: { name: TITLE }, entry };
  return xml.build({ '?xml': DECLARATION, feed: { '@xmlns': 'http://www.w3.org/2005/Atom', ...feed } });
}

function jsonFeed(items: readonly Item[]): string {
  const told = items.map(({ title, link, at }) => ({
    id: link,
    url: link,
    title,
    content_text: title,
    date_published: at.toISOString(),
  }));
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: TITLE,
    home_page_url: HOME,
    items: told,
  });
}
