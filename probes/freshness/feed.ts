import { XMLParser } from 'fast-xml-parser';

type Items = { readonly rows: readonly { readonly at: number | undefined }[] } | { readonly problem: string };

/** The items of a feed, each with the time it was published or last changed, in epoch milliseconds. */
export function feedItems(text: string): Items {
  const found = text.trimStart().startsWith('{') ? jsonItems(text) : xmlItems(text);
  if (typeof found === 'string') return { problem: found };
  if (found.length === 0) return { problem: 'the feed has no items' };
  return { rows: found.map((item) => ({ at: timeOf(item) })) };
}

type Item = Readonly<Record<string, unknown>>;

/** JSON Feed 1.1. */
function jsonItems(text: string): readonly Item[] | string {
  try {
    return itemsOf((JSON.parse(text) as { items?: unknown }).items);
  } catch (error) {
    return `the feed is not JSON (${(error as Error).message})`;
  }
}

/** RSS 2.0 and 1.0, and Atom (RFC 4287). */
function xmlItems(text: string): readonly Item[] | string {
  try {
    const document = new XMLParser({ processEntities: false }).parse(text, true) as Document;
    const { rss, feed, 'rdf:RDF': rdf } = document;
    if (!rss && !feed && !rdf) return 'it is neither RSS, Atom nor a JSON feed';
    return itemsOf(rss?.channel?.item ?? feed?.entry ?? rdf?.item);
  } catch (error) {
    return `the feed is not XML (${(error as Error).message.split('\n')[0]})`;
  }
}

interface Document {
  readonly rss?: { readonly channel?: { readonly item?: unknown } };
  readonly feed?: { readonly entry?: unknown };
  readonly 'rdf:RDF'?: { readonly item?: unknown };
}

const itemsOf = (value: unknown): Item[] =>
  [value ?? []].flat().filter((item): item is Item => typeof item === 'object' && item !== null);

/** Where the kinds of feed have an item's time, the more telling first. */
const TIMES = ['date_modified', 'date_published', 'updated', 'published', 'pubDate', 'dc:date'];

function timeOf(item: Item): number | undefined {
  const text = TIMES.map((name) => item[name]).find((value) => typeof value === 'string');
  const at = Date.parse(String(text));
  return Number.isNaN(at) ? undefined : at;
}
