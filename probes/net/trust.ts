import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/** What a side of a handshake brings along, all in PEM. */
export interface Credentials {
  /** Roots to trust beside Node's own. */
  readonly roots: readonly string[];
  /** Our own certificate and its key, for a server that asks for them. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * One context for each set of credentials, made once: making one costs more than the handshake itself. A cache for
 * the process; contexts hold no state of a connection because session tickets are not kept.
 */
const contexts = new Map<string, SecureContext>();

/** Rotated client certificates leave their old contexts behind; beyond this many the oldest goes. */
const MAX_CONTEXTS = 100;

/** The TLS context for these credentials. Throws OpenSSL's error when one of them is not what it should be. */
export function trusting({ roots, certificate, key }: Credentials): SecureContext {
  const name = [...roots, certificate, key].join('\n');
  const known = contexts.get(name);
  if (known) return known;
  const context = createSecureContext({
    ...(roots.length > 0 && { ca: [...rootCertificates, ...roots] }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
  });
  const [oldest] = contexts.keys();
  if (contexts.size >= MAX_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
  contexts.set(name, context);
  return context;
}
