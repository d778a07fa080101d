import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/**
 * One context for each set of extra roots, made once: making one costs more than the handshake itself. A cache for
 * the process; contexts hold no state of a connection because session tickets are not kept.
 */
const contexts = new Map<string, SecureContext>();

/** The TLS context that trusts Node's own roots and these PEM certificates as well. */
export function trusting(extraRoots: readonly string[]): SecureContext {
  const key = extraRoots.join('\n');
  const known = contexts.get(key);
  if (known) return known;
  const context = createSecureContext(
    extraRoots.length > 0 ? { ca: [...rootCertificates, ...extraRoots] } : {},
  );
  contexts.set(key, context);
  return context;
}
