import { systemClock } from '../platform/clock.ts';
import { required } from '../platform/environment.ts';
import { connectS3 } from '../platform/s3.ts';
import { s3Artifacts } from '../platform/s3-artifacts.ts';
import { probeHandler } from './prober.ts';

/** Probes what needs a browser. */
export const handler = probeHandler((env) => ({
  artifacts: s3Artifacts({ s3: connectS3(), bucket: required(env, 'EVIDENCE_BUCKET'), clock: systemClock }),
}));
