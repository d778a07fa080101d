/**
 * What must not compile, checked by `npm run typecheck`: each line below is an error, and one that stopped being an
 * error would fail as an unused expectation. Nothing here is ever run.
 */
import {
  answers,
  api,
  dns,
  header,
  http,
  jsonPath,
  phase,
  project,
  rcode,
  secret,
  status,
  tcp,
  text,
  tls,
  tlsVersion,
} from 'vedette';

const url = 'https://example.com/';

export const wrong = [
  // @ts-expect-error: a misspelt property
  http('a', { url, timeot: '5s' }),
  // @ts-expect-error: url is required
  http('a', {}),
  // @ts-expect-error: 15 s cannot be scheduled
  http('a', { url, every: '15s' }),
  // @ts-expect-error: not a duration
  http('a', { url, timeout: '5 seconds' }),
  // @ts-expect-error: not an AWS region
  http('a', { url, locations: ['sydney'] }),
  // @ts-expect-error: not a severity
  http('a', { url, labels: { severity: 'high' } }),
  // @ts-expect-error: a secret in the open
  http('a', { url, auth: { bearer: 'token' } }),
  // @ts-expect-error: an assertion is made by a word
  http('a', { url, expect: ['status is 200'] }),
  // @ts-expect-error: a threshold is not an assertion
  http('a', { url, expect: [phase('server').above('1s')] }),
  // @ts-expect-error: an assertion is not a threshold
  http('a', { url, thresholds: { degraded: phase('server').below('1s') } }),
  // @ts-expect-error: a status has no length
  status.hasLength(3),
  // @ts-expect-error: a status is a number
  status.is('200'),
  // @ts-expect-error: a header's value is text
  header('content-length').above(10),
  // @ts-expect-error: text has no age
  text.isYoungerThan('5s'),
  // @ts-expect-error: a length is a number or a range
  jsonPath('$.rows').hasLength('3'),
  // @ts-expect-error: not a phase
  phase('sever'),
  // @ts-expect-error: a name server gives no status
  dns('a', { name: 'example.com', expect: [status.is(200)] }),
  // @ts-expect-error: a web server gives no response code
  http('a', { url, expect: [rcode.is('NOERROR')] }),
  // @ts-expect-error: not a response code
  rcode.is('NXDOMAN'),
  // @ts-expect-error: not a record
  dns('a', { name: 'example.com', record: 'AAAAA' }),
  // @ts-expect-error: which of the answers?
  answers.is('203.0.113.7'),
  // @ts-expect-error: a handshake has no body
  tls('a', { host: 'example.com', expect: [text.contains('a')] }),
  // @ts-expect-error: not a version of TLS
  tlsVersion.atLeast('1.2'),
  // @ts-expect-error: a port is a number
  tcp('a', { host: 'example.com', port: '25' }),
  // @ts-expect-error: each step has a name
  api('a', { steps: [{ url }] }),
  // @ts-expect-error: a step has no interval of its own
  api('a', { steps: [{ name: 'first', url, every: '1m' }] }),
  // @ts-expect-error: a step's answer is asserted on in the step
  api('a', { steps: [{ name: 'first', url }], expect: [status.is(200)] }),
  // @ts-expect-error: how many of them?
  http('a', { url, failWhen: { atLeast: '2' } }),
  // @ts-expect-error: not a rule over locations
  http('a', { url, failWhen: 'most' }),
  // @ts-expect-error: a certificate's alarm has no window of its own
  http('a', { url, alarms: { certificate: { failures: 1, of: 1 } } }),
  // @ts-expect-error: a parent goes by its id
  http('a', { url, dependsOn: http('b', { url }) }),
  // @ts-expect-error: a project has a home
  project({ checks: [] }),
];

export const right = http('a', {
  url,
  every: '5m',
  auth: { bearer: secret('a/token') },
  thresholds: { degraded: phase('total').above('1s'), failed: '5s' },
  failWhen: '50%',
  alarms: { failed: { failures: 2, of: 3, recover: 5 }, advisory: false },
  dependsOn: ['gateway'],
  expect: [
    status.is(200),
    header('content-type').contains('json'),
    jsonPath('$.rows').hasLength({ atLeast: 1 }),
  ],
});
