import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Modules of Node's that take milliseconds to load and that a cold start may never come to use. */
const LATE = new Set(['crypto', 'dns/promises', 'http', 'http2', 'https', 'tls', 'zlib']);

/**
 * Has Node's own modules required instead of imported, some of them only when something of theirs is first used. An
 * import loads them at start and reads all that they export: `node:http` then loads the whole of `fetch` for its
 * `WebSocket`, 10 ms, `node:crypto` and `node:tls` take another 10.
 */
export const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[a-z_/:0-9]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' };
    });
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: LATE.has(path.replace('node:', '')) ? whenUsed(path) : `module.exports = require('${path}')`,
    }));
  },
};

/**
 * A package that few checks need, synchronously, so that it cannot be imported lazily: it becomes a file of its own
 * beside the others, required when something of it is first used.
 */
export const LATE_PACKAGE = 're2js';

export const latePackage: Plugin = {
  name: 'late-package',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^${LATE_PACKAGE}$`) }, ({ path }) => ({ path, namespace: 'late' }));
    onResolve({ filter: /^\.\/late\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({ contents: whenUsed('./late.cjs') }));
  },
};

/**
 * esbuild gives importers the prototype of what a CommonJS module exports: there a look-up can load the module. It
 * looks up `__esModule` itself.
 */
const whenUsed = (path: string): string =>
  `module.exports = Object.create(
    new Proxy({}, { get: (_, name) => require('${path}')[name] }),
    { __esModule: { value: false } },
  )`;
