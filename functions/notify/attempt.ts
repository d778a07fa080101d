import { oneLine } from '../../model/line.ts';
import { type Redact, redactor } from '../../model/redact.ts';
import type { Secret } from '../../model/secret.ts';
import { SecretMissing } from '../../probes/probe.ts';
import type { Outcome, SenderPorts, Untold } from './sender.ts';

/** The value of a secret, or of what is none. Throws `SecretMissing`. */
export type Reveal = (value: string | Secret) => Promise<string>;

const MAX_PROBLEM = 500;

/** Makes one attempt: whatever it throws becomes an outcome, and no outcome tells a secret that it was shown. */
export async function attempt(
  { secrets }: Pick<SenderPorts, 'secrets'>,
  work: (reveal: Reveal) => Promise<Outcome>,
): Promise<Outcome> {
  const shown = new Set<string>();
  const reveal: Reveal = async (value) => {
    if (typeof value === 'string') return value;
    const text = await secrets(value.secret);
    for (const part of partsOf(text)) shown.add(part);
    return text;
  };
  const outcome = await work(reveal).catch(failure);
  return outcome.isTold ? outcome : clean(outcome, redactor(shown));
}

/** Nothing but what an outcome is made of: what else a sender knew of its failure may quote a secret. */
const clean = ({ problem, isUncertain, retryAfterMs }: Untold, redact: Redact): Untold => ({
  isTold: false,
  problem: oneLine(redact(problem), MAX_PROBLEM),
  isUncertain,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** Nothing was sent yet when a secret was missing; of anything else nobody knows. */
const failure = (error: unknown): Untold => ({
  isTold: false,
  problem: error instanceof Error ? error.message : String(error),
  isUncertain: !(error instanceof SecretMissing),
});

/** Shorter pieces of a path are words, such as `services`. */
const MIN_SEGMENT = 9;

/** What of a secret must not be read: of a URL also the parts that make it one, which a server may quote alone. */
function partsOf(secret: string): string[] {
  const whole = [secret, oneLine(secret, secret.length)]; // an answer is quoted in one line
  if (!URL.canParse(secret)) return whole;
  const { pathname, search, username, password } = new URL(secret);
  const segments = [pathname, ...pathname.split('/')].filter(({ length }) => length >= MIN_SEGMENT);
  const values = [...new URLSearchParams(search).values()];
  const written = [...segments, search.slice(1), username, password];
  return [...whole, ...written, ...written.map(decoded), ...values];
}

/** A server may quote what it has read, not what was written. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a percent sign that stands for itself
  }
}
