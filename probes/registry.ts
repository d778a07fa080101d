/**
 * The kinds of check: one line each, and the only line outside a kind's own folder. A kind's `check.ts` exports
 * its builder, which is the kind's whole description, and its words; both become part of the package's entry.
 */

export * from './api/check.ts';
export * from './browser/check.ts';
export * from './compare/check.ts';
export * from './dns/check.ts';
export * from './freshness/check.ts';
export * from './http/check.ts';
export * from './page/check.ts';
export * from './stream/check.ts';
export * from './tcp/check.ts';
export * from './tls/check.ts';
