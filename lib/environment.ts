import type { Finding } from '../model/finding.ts';
import { environmentName } from '../model/secret.ts';

export type Variables = Readonly<Record<string, string>>;

const PREFIX = 'VEDETTE_';
const SECRET_PREFIX = environmentName('');

/**
 * The variables at synth that the functions get too: definitions may read them, and what was validated must be what
 * runs. A secret's value is never among them.
 */
export function deployedVariables(environment: Readonly<Record<string, string | undefined>>): Variables {
  const ours = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith(PREFIX) && !entry[0].startsWith(SECRET_PREFIX) && entry[1] !== undefined,
  );
  return Object.fromEntries(ours.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Lambda: names and values of all a function's variables together take at most 4 KB (Lambda quotas). */
const LAMBDA_BYTES = 4_096;

/** Six queue URLs of up to 140 bytes each (a queue's name has 80 at most), and the short ones. */
const OWN_BYTES = 1_024;

const MAX_BYTES = LAMBDA_BYTES - OWN_BYTES;

export function variableFindings(variables: Variables): Finding[] {
  const bytes = Object.entries(variables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= MAX_BYTES) return [];
  return [
    {
      level: 'error',
      subject: 'project',
      property: 'environment',
      problem: `the variables ${PREFIX}* take ${bytes} bytes, and a Lambda function has room for ${MAX_BYTES}`,
      fix: `unset those that no definition reads: ${Object.keys(variables).join(', ')}`,
    },
  ];
}
