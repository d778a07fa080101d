import { noArtifacts } from '../platform/artifacts.ts';
import { probeHandler } from './prober.ts';

/** Probes what needs no browser. */
export const handler = probeHandler(() => ({ artifacts: noArtifacts }));
