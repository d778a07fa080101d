import type { Check } from '../model/check.ts';
import type { Finding } from '../model/finding.ts';

/** How many checks a warning names. */
const NAMED = 3;

type Reached = Pick<Check, 'id' | 'enabled' | 'network'>;

/** The functions run outside any VPC: from there a loopback or private address is nobody. */
export function reachabilityFindings(checks: readonly Reached[]): Finding[] {
  const lost = checks.filter(({ enabled, network }) => enabled && network === 'private').map(({ id }) => id);
  if (lost.length === 0) return [];
  const more = lost.length > NAMED ? ` and ${lost.length - NAMED} more` : '';
  return [
    {
      level: 'warning',
      subject: 'project',
      property: 'network',
      problem: `a Lambda function cannot reach the private network of ${lost.slice(0, NAMED).join(', ')}${more}`,
      fix: 'point them at a public address; the example takes VEDETTE_TARGET=https://exchange.example.com',
    },
  ];
}
