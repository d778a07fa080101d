import type { AlarmWindowOptions } from './alarm/window.ts';
import type { CommonOptions } from './check.ts';
import { parseDuration } from './duration.ts';
import { SEVERITIES } from './labels.ts';
import { LOCATIONS } from './location.ts';
import { PHASE_NAMES } from './phase.ts';
import { BACKOFFS, RETRY_NAMES } from './retry.ts';
import * as rules from './rules.ts';

const EVERY_FIX = "write '10s', '20s', '30s', or whole minutes up to '24h'";

const every: rules.Rule = (value, path) => {
  const ms = parseDuration(value);
  const isShort = ms === 10_000 || ms === 20_000 || ms === 30_000;
  const isLong = ms !== undefined && ms >= 60_000 && ms <= 86_400_000 && ms % 60_000 === 0;
  return isShort || isLong
    ? []
    : [
        {
          path,
          problem: `${rules.show(value)} is not an interval that can be scheduled`,
          fix: EVERY_FIX,
        },
      ];
};

const limit: rules.Rule = rules.shape(
  { phase: rules.oneOf(PHASE_NAMES), above: rules.duration({ from: '1ms', to: '60s' }) },
  ['phase', 'above'],
);

const limits = rules.either(rules.listOf(limit), limit, rules.duration({ from: '1ms', to: '60s' }));

const off = rules.rule((value) => value === false, 'false', 'false');

const periods = rules.count({ from: 1, to: 100 });

const alarmWindow: rules.Rule = rules.either(off, (value, path) => {
  const wrong = rules.shape({ failures: periods, of: periods, recover: periods }, ['failures', 'of'])(
    value,
    path,
  );
  if (wrong.length > 0) return wrong;
  const { failures, of, recover } = value as AlarmWindowOptions;
  if (failures > of)
    return [
      { path, problem: `${failures} failures of ${of} can never be`, fix: `write failures from 1 to ${of}` },
    ];
  const least = of - failures + 1;
  if (recover === undefined || recover >= least) return [];
  const problem = `${failures} of ${of} takes ${least} good periods to be OK again, not ${recover}`;
  return [{ path, problem, fix: `write recover: ${least} or more, or a smaller of` }];
});

const severity = rules.either(off, rules.shape({ severity: rules.oneOf(SEVERITIES) }));

const PERCENT = /^([1-9]|[1-9]\d|100)%$/;

const quorumWord = rules.rule(
  (value) => value === 'any' || value === 'all' || (typeof value === 'string' && PERCENT.test(value)),
  'a rule over locations',
  "'any', 'all', '50%' or { atLeast: 2 }",
);

const quorumCount = rules.shape({ atLeast: rules.count({ from: 1, to: LOCATIONS.length }) }, ['atLeast']);

const failWhen: rules.Rule = (value, path) =>
  (Object(value) === value ? quorumCount : quorumWord)(value, path);

const checkId = rules.text({ max: 100, example: "a check's id" });

/** What a label may be called. */
export const LABEL_NAME = /^[a-z][a-z0-9_]{0,49}$/;

/** What Vedette says of each alarm itself: who writes it would see it overwritten, or hide what inhibitions go by. */
const OWN_LABELS = ['check', 'kind', 'role', 'location', 'cause'];

const labels: rules.Rule = (value, path) => {
  const wrong = rules.mapOf(rules.text({ max: 100, example: "a word such as 'platform'" }))(value, path);
  if (typeof value !== 'object' || value === null) return wrong;
  const names = Object.keys(value).filter((name) => !LABEL_NAME.test(name));
  const severity = (value as { severity?: unknown }).severity;
  return [
    ...wrong,
    ...names.map((name) => ({
      path: `${path}.${name}`,
      problem: 'is not a label name',
      fix: 'use lower-case letters, digits and _',
    })),
    ...Object.keys(value)
      .filter((name) => OWN_LABELS.includes(name))
      .map((name) => ({
        path: `${path}.${name}`,
        problem: 'is a label that Vedette gives its alarms itself',
        fix: 'use another name',
      })),
    ...(severity === undefined ? [] : rules.oneOf(SEVERITIES)(severity, `${path}.severity`)),
  ];
};

const retry = rules.either(
  rules.oneOf(RETRY_NAMES),
  rules.shape(
    {
      attempts: rules.count({ from: 1, to: 5 }),
      after: rules.duration({ from: '0ms', to: '30s' }),
      backoff: rules.oneOf(BACKOFFS),
      cap: rules.duration({ from: '0ms', to: '60s' }),
      on: rules.oneOf(['any', 'network']),
    },
    ['attempts'],
  ),
);

/** One rule for each common property. */
export const COMMON_RULES: rules.Rules<CommonOptions> = {
  description: rules.text({ max: 500, example: "a sentence such as 'Quotes for the web site'" }),
  every,
  timeout: rules.duration({ from: '100ms', to: '60s' }),
  locations: rules.listOf(rules.oneOf(LOCATIONS), { from: 1, to: LOCATIONS.length }),
  labels,
  runbook: rules.url('http', 'https'),
  enabled: rules.flag,
  tags: rules.listOf(rules.text({ max: 50, example: "a word such as 'quotes'" })),
  retry,
  thresholds: rules.shape({ degraded: limits, failed: limits }),
  network: rules.oneOf(['public', 'private']),
  failWhen,
  alarms: rules.shape({
    failed: alarmWindow,
    degraded: alarmWindow,
    certificate: severity,
    advisory: severity,
  }),
  dependsOn: rules.either(checkId, rules.listOf(checkId)),
};
