import { expect, test } from 'vitest';
import { formatFinding } from '../model/finding.ts';
import { reachabilityFindings } from './reachability.ts';

const on = (network: 'public' | 'private', ...ids: string[]) =>
  ids.map((id) => ({ id, network, enabled: true }));

const FIX = 'point them at a public address; the example takes VEDETTE_TARGET=https://exchange.example.com';
const LINE = 'warning: project: network: a Lambda function cannot reach the private network of';

test.each([
  ['checks of public addresses are fine', on('public', 'a', 'b'), []],
  ['a private one is named', [...on('public', 'a'), ...on('private', 'b')], [`${LINE} b; ${FIX}`]],
  ['many are counted', on('private', 'a', 'b', 'c', 'd', 'e'), [`${LINE} a, b, c and 2 more; ${FIX}`]],
  ['a disabled one is not run', on('private', 'a').map((one) => ({ ...one, enabled: false })), []],
])('%s', (_, checks, lines) => {
  expect(reachabilityFindings(checks).map(formatFinding)).toEqual(lines);
});
