import { evidenceLink } from '../../../model/alarm/console.ts';
import type { EvidenceFile } from '../../../model/result.ts';
import type { Link } from '../sender.ts';
import type { Heard } from './last-words.ts';
import type { SignUrl } from './sign-url.ts';

/** What a person wants to see at once, by media type; all the rest is a click away, in the folder. */
const SHOWN = [
  { label: 'Screenshot', type: /^image\// },
  { label: 'Trace', type: /^application\/zip$/ },
] as const;

/**
 * Where to see what the probe saw, at the first location that kept something: links for everybody, good for a while,
 * and the folder for whoever is signed in to the account. A link that cannot be made is left out. Never rejects.
 */
export async function evidenceLinks(heard: readonly Heard[], sign: SignUrl): Promise<Link[]> {
  for (const { fact, files } of heard) {
    const kept = files.flatMap(keptAt);
    const [first] = kept;
    if (!first) continue;
    const { location: region } = fact;
    const shown = SHOWN.flatMap(({ label, type }) => {
      const file = kept.find((one) => type.test(one.type));
      return file ? [linkTo(label, () => sign({ ...file, region }))] : [];
    });
    const folder = first.key.slice(0, first.key.lastIndexOf('/') + 1);
    const all = { label: 'Evidence', href: evidenceLink(region, first.bucket, folder) };
    return [...(await Promise.all(shown)).flat(), all];
  }
  return [];
}

const linkTo = (label: string, sign: () => Promise<string>): Promise<Link[]> =>
  sign().then(
    (href) => [{ label, href }],
    () => [],
  );

/** A file that is in a bucket; none that could not be kept. */
function keptAt({ key: address, type }: EvidenceFile) {
  const [, bucket, key] = /^s3:\/\/([a-z0-9.-]+)\/(.+)$/.exec(address) ?? [];
  return bucket && key ? [{ bucket, key, type }] : [];
}
