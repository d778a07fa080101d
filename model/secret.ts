/**
 * A reference to a secret: its name travels through definitions, templates and bundles; its value never does.
 *
 * Read at run time: on AWS from SSM Parameter Store at `/vedette/<name>` (a name that starts with `/` is used
 * as it is, so `/aws/reference/secretsmanager/<id>` reads Secrets Manager); on one machine from the
 * environment variable `VEDETTE_SECRET_<NAME>`, upper case, every other character turned into `_`.
 */
export interface Secret {
  readonly secret: string;
}

/** Refers to a secret by name, as in `auth: { bearer: secret('portfolio/token') }`. */
export function secret(name: string): Secret {
  return { secret: name };
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && typeof (value as Secret).secret === 'string';
}

/** Where one machine looks for a secret. */
export function environmentName(name: string): string {
  return `VEDETTE_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/** Where AWS keeps a secret: an SSM parameter name. */
export function parameterName(name: string): string {
  return name.startsWith('/') ? name : `/vedette/${name}`;
}

/** Parameter Store's door to Secrets Manager: what follows is the secret's id. */
const SECRETS_MANAGER = '/aws/reference/secretsmanager/';

/** The id of a secret that Secrets Manager keeps; `undefined` for one of Parameter Store's own. */
export const managedId = (name: string): string | undefined =>
  name.startsWith(SECRETS_MANAGER) ? name.slice(SECRETS_MANAGER.length) : undefined;

/** Every secret that a value refers to, at any depth: what a probe's role may read is derived from this. */
export function secretsIn(value: unknown): string[] {
  if (isSecret(value)) return [value.secret];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(secretsIn))];
}
