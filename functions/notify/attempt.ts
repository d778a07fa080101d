import { redactor } from '../../model/redact.ts';
import type { Secret } from '../../model/secret.ts';
import { SecretMissing } from '../../probes/probe.ts';
import type { Outcome, SenderPorts } from './sender.ts';
import { oneLine } from './wording/text.ts';

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
  if (outcome.isTold) return outcome;
  return { ...outcome, problem: oneLine(redactor(shown)(outcome.problem), MAX_PROBLEM) };
}

/** Nothing was sent yet when a secret was missing; of anything else nobody knows. */
const failure = (error: unknown): Outcome => ({
  isTold: false,
  problem: error instanceof Error ? error.message : String(error),
  isUncertain: !(error instanceof SecretMissing),
});

/** Shorter pieces of a path are words, such as `services`. */
const MIN_SEGMENT = 9;

/** What of a secret must not be read: of a URL also the parts that make it one, which a server may quote alone. */
function partsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [secret];
  const { pathname, search, username, password } = new URL(secret);
  const segments = pathname.split('/').filter((segment) => segment.length >= MIN_SEGMENT);
  const values = [...new URLSearchParams(search).values()];
  const whole = pathname.length >= MIN_SEGMENT ? [pathname] : [];
  return [secret, ...whole, search.slice(1), username, password, ...segments, ...values];
}
