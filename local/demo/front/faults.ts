import type { DemoFault } from '../fault.ts';
import type { FrontRules } from './rules.ts';

const SLOW_IMAGE_MS = 5_000;
const REFUSES_ONE_IN = 3;

/** A name that nobody has: a browser that blocks mixed content does not look it up. */
const WITHOUT_TLS = 'http://static.exchange.demo/legacy.js';

const withScript =
  (url: string) =>
  (rules: FrontRules): FrontRules => ({ ...rules, scripts: [...rules.scripts, url] });

/** A web front that is wrong, as only a browser sees it: the servers answer 200 to nearly all of it. */
export const FRONT_FAULTS = {
  'front-button-moves': {
    service: 'front',
    description: 'has the log-in button elsewhere on the page, under another name',
    strike: (rules) => ({ ...rules, logInButton: 'elsewhere' }),
  },
  'front-login-third': {
    service: 'front',
    description: 'fails one log-in in three',
    strike: (rules) => ({ ...rules, refusesOneIn: REFUSES_ONE_IN }),
  },
  'front-script-error': {
    service: 'front',
    description: 'has a script on every page that throws',
    strike: withScript('/assets/throws.js'),
  },
  'front-slow-image': {
    service: 'front',
    description: `sends the picture of the home page ${SLOW_IMAGE_MS / 1_000} s late`,
    strike: (rules) => ({ ...rules, pictureDelayMs: SLOW_IMAGE_MS }),
  },
  'front-layout-shift': {
    service: 'front',
    description: 'pushes a banner in above what has been seen already',
    strike: withScript('/assets/shifts.js'),
  },
  'front-blocked-third-party': {
    service: 'front',
    description: "has a partner's script that is cut off",
    strike: (rules) => ({ ...rules, partner: 'reset' }),
  },
  'front-third-party-hangs': {
    service: 'front',
    description: "has a partner's script that never comes, so that no page is ever loaded whole",
    strike: (rules) => ({ ...rules, partner: 'never' }),
  },
  'front-cors': {
    service: 'front',
    description: 'reads its quotes from another origin, which does not allow it',
    strike: (rules) => ({ ...rules, quotesFrom: 'another origin' }),
  },
  'front-mixed-content': {
    service: 'front',
    description: 'asks for a script without TLS, which browsers block',
    strike: withScript(WITHOUT_TLS),
  },
  'front-hang': {
    service: 'front',
    description: 'blocks the browser for two minutes with a loop, once a page is loaded',
    strike: withScript('/assets/hangs.js'),
  },
  'front-memory': {
    service: 'front',
    description: 'takes memory in each page until the browser ends it',
    strike: withScript('/assets/eats-memory.js'),
  },
} as const satisfies Record<string, DemoFault>;
