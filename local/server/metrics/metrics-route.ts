import { preferred } from '../accept.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../route.ts';
import { openIncidents } from '../views/incidents.ts';
import { exposition, FORMATS } from './exposition.ts';
import { ownFamilies } from './own-metrics.ts';
import { probeFamilies } from './probe-metrics.ts';

/** Everything as Prometheus reads it. Who asks for neither text gets the older one, as from every exporter. */
export async function metrics({ server: { watched, tally }, request }: Call): Promise<Answer> {
  const format = preferred(request.headers.accept, [FORMATS.text, FORMATS.openMetrics]) ?? FORMATS.text;
  const checks = watched.checks().filter(({ enabled }) => enabled);
  const families = [
    ...probeFamilies(checks, watched.latest()),
    ...ownFamilies(watched, checks, await openIncidents(watched.archive.notifications)),
    ...tally.families(),
  ];
  return {
    status: 200,
    headers: { 'content-type': format.contentType, 'cache-control': 'no-store' },
    body: exposition(families, format),
  };
}
