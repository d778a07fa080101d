import type { CommonOptions } from '../../../model/check.ts';
import { fieldsRule, shareRule, symbolRule, timeRule } from '../../../model/market/rules.ts';
import * as rules from '../../../model/rules.ts';
import { calendarRule } from '../../../model/session/rule.ts';
import { http } from '../../http/check.ts';
import type { StreamOptions, Turn } from './options.ts';

/** RFC 6455, 5.5: a control frame has up to 125 bytes. */
const LEAST_MESSAGE_BYTES = 125;
const MOST_MESSAGE_BYTES = 16_777_216;

const MOST_SYMBOLS = 5_000;
const MOST_TURNS = 20;
const MOST_GROUPS = 50;

const place = rules.text({ max: 200, example: "a place such as 'data.symbol'" });

const scalar = rules.rule(
  (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  'text, a number, true, false or null',
  "a value such as 'quote'",
);

const where: rules.Rule = (value, path) => {
  const wrong = rules.mapOf((one, at) =>
    (Array.isArray(one) ? rules.listOf(scalar, { from: 1 }) : scalar)(one, at),
  )(value, path);
  const isEmpty = wrong.length === 0 && Object.keys(Object(value)).length === 0;
  return isEmpty ? [{ path, problem: 'says nothing', fix: "write one such as { type: 'quote' }" }] : wrong;
};

const payload: rules.Rule = (value, path) =>
  isJson(value)
    ? []
    : rules.text({ max: 65_536, example: "a message such as { action: 'subscribe' }" })(value, path);

function isJson(value: unknown): boolean {
  try {
    return Object(value) === value && JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** RFC 6455, 4.1: a token of HTTP. */
const isProtocol = (value: unknown): boolean =>
  typeof value === 'string' && /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(value);

const turn: rules.Rule = (value, path) => {
  const wrong = rules.shape({ send: payload, expect: where })(value, path);
  const { send, expect } = Object(value) as Turn;
  const isEmpty = wrong.length === 0 && send === undefined && expect === undefined;
  return isEmpty ? [{ path, problem: 'does nothing', fix: 'add send or expect' }] : wrong;
};

const watched = rules.duration({ from: '100ms', to: '45s' });
const patience = rules.duration({ from: '100ms', to: '45s' });

const off = rules.rule((value) => value === false, 'false', 'false');

const orOff = (rule: rules.Rule): rules.Rule => rules.either(off, rule);

const positive = rules.rule(
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  'a number above 0',
  'one such as 10',
);

const lateness = rules.duration({ from: '1ms', to: '24h' });

const silence = rules.duration({ from: '100ms', to: '24h' });

const limits = rules.shape({
  ack: patience,
  firstTick: patience,
  gap: patience,
  silence,
  latency: rules.shape({ p50: lateness, p95: lateness, p99: lateness }),
  ticksPerSecond: positive,
});

const silenceGroup = rules.shape(
  {
    name: rules.text({ max: 50, example: "a name such as 'illiquid'" }),
    symbols: rules.listOf(symbolRule, { from: 1, to: MOST_SYMBOLS }),
    silence,
  },
  ['name', 'symbols', 'silence'],
);

const url: rules.Rule = (value, path) => {
  const wrong = rules.url('ws', 'http', 'https', 'wss')(value, path);
  if (wrong.length > 0) return wrong;
  const { username, hash } = new URL(value as string);
  const user = {
    problem: 'holds a user name',
    fix: "write auth: { basic: { user, password: secret('name') } }",
  };
  const fragment = { problem: 'has a fragment, which no server sees', fix: 'leave it out' };
  return [...(username === '' ? [] : [user]), ...(hash === '' ? [] : [fragment])].map((one) => ({
    path,
    ...one,
  }));
};

const {
  headers = off,
  query = off,
  auth = off,
  ip = off,
  tls = off,
}: Readonly<Record<string, rules.Rule>> = http.rules;

/** One rule for each property of a stream check. */
export const streamRules: rules.Rules<Omit<StreamOptions, keyof CommonOptions | 'expect'>> = {
  url,
  calendar: calendarRule,
  headers,
  query,
  auth,
  ip,
  tls,
  protocols: rules.listOf(rules.rule(isProtocol, 'a subprotocol', "one such as 'v1.quotes'"), { to: 10 }),
  open: rules.listOf(turn, { to: MOST_TURNS }),
  symbols: rules.listOf(symbolRule, { from: 1, to: MOST_SYMBOLS }),
  window: watched,
  decode: rules.rule(
    (value) => typeof value === 'function',
    'a function',
    '(data) => JSON.parse(String(data))',
  ),
  ticks: rules.shape({ where, rows: place, fields: fieldsRule([]) }, ['fields']),
  heartbeats: where,
  keepOpen: rules.flag,
  time: timeRule,
  limits,
  groups: rules.listOf(silenceGroup, { to: MOST_GROUPS }),
  tolerate: shareRule,
  sanity: rules.shape({
    future: orOff(lateness),
    price: rules.flag,
    crossed: rules.flag,
    jump: orOff(shareRule),
  }),
  grace: rules.duration({ from: '0ms', to: '1h' }),
  maxMessageBytes: rules.count({ from: LEAST_MESSAGE_BYTES, to: MOST_MESSAGE_BYTES }),
};
