import { tmpdir } from 'node:os';
import { WarmBrowsers } from '../../probes/chromium/warm-browsers.ts';
import { systemClock as clock } from '../platform/clock.ts';
import { required } from '../platform/environment.ts';
import { connectS3 } from '../platform/s3.ts';
import { s3Artifacts } from '../platform/s3-artifacts.ts';
import { probeHandler } from './prober.ts';

/** Probes what needs a browser: one for each environment, kept warm. */
export const handler = probeHandler((env) => ({
  browsers: new WarmBrowsers({ temporary: tmpdir(), monotonic: clock.monotonic }),
  artifacts: s3Artifacts({ s3: connectS3(), bucket: required(env, 'EVIDENCE_BUCKET'), clock }),
}));
