interface Offer {
  /** A media type or a coding, in lower case. */
  readonly name: string;
  /** Of a media type: the versions that it may be asked for in. @default any */
  readonly versions?: readonly string[];
}

interface Wish {
  readonly name: string;
  readonly quality: number;
  readonly version: string | undefined;
}

/**
 * The offer that an Accept or Accept-Encoding header wants most; of two that it wants as much, the first.
 * `undefined` when it wants none. RFC 9110, 12.5.
 */
export function preferred<O extends Offer>(header: string | undefined, offers: readonly O[]): O | undefined {
  const wishes = (header ?? '').split(',').map(wishOf);
  const ranked = offers
    .map((offer) => ({ offer, quality: qualityOf(offer, wishes) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return ranked[0]?.offer;
}

function wishOf(text: string): Wish {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameter = (wanted: string) =>
    parameters.find((text) => text.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
  const quality = Number(parameter('q') ?? 1);
  return {
    name,
    quality: Number.isNaN(quality) ? 0 : quality,
    version: parameter('version')?.replaceAll('"', ''),
  };
}

/** Of the wishes that name it the highest counts; those with a star only where none does. */
function qualityOf({ name, versions }: Offer, wishes: readonly Wish[]): number {
  const [family] = name.split('/');
  const isVersion = ({ version }: Wish) => !version || !versions || versions.includes(version);
  for (const pattern of [name, `${family}/*`, '*/*', '*']) {
    const found = wishes.filter((wish) => wish.name === pattern && isVersion(wish));
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality));
  }
  return 0;
}
