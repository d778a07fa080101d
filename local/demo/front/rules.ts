import type { Ending } from '../answer.ts';

/** What the web front goes by. */
export interface FrontRules {
  /** Elsewhere, the log-in button has another name too. */
  readonly logInButton: 'in the form' | 'elsewhere';
  /** One log-in in so many is refused; `undefined` refuses none. */
  readonly refusesOneIn: number | undefined;
  /** Milliseconds until the picture of the home page begins. */
  readonly pictureDelayMs: number;
  /** The other origin answers, but does not allow the page to read it. */
  readonly quotesFrom: 'own origin' | 'another origin';
  /** How the partner's script goes out. */
  readonly partner: Ending;
  /** URLs of scripts that every page has besides its own. */
  readonly scripts: readonly string[];
}

export const FRONT_RULES: FrontRules = {
  logInButton: 'in the form',
  refusesOneIn: undefined,
  pictureDelayMs: 0,
  quotesFrom: 'own origin',
  partner: 'whole',
  scripts: [],
};
