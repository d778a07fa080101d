import type { DemoControl } from '../demo/client.ts';
import type { EvidenceFolder } from '../store/evidence-folder.ts';
import type { Watched } from '../twin/watch.ts';
import type { EventStreams } from './events/streams.ts';
import type { Tally } from './metrics/tally.ts';
import type { Recent } from './recent.ts';

/** What the routes answer from. */
export interface Server {
  readonly watched: Watched;
  readonly recent: Recent;
  readonly tally: Tally;
  readonly streams: EventStreams;
  /** The project's home region. */
  readonly home: string | undefined;
  /** Absent: read-only. */
  readonly token: string | undefined;
  /** `undefined` while no demo exchange is looked at. */
  readonly demo: () => DemoControl | undefined;
  /** Absent where none is kept. */
  readonly evidence: Pick<EvidenceFolder, 'read'> | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
