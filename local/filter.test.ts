import { describe, expect, it } from 'vitest';
import { group, http, project } from '../index.ts';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';
import { select } from './filter.ts';

const url = 'https://example.com/';
const { checks } = resolve(
  project({
    home: 'eu-west-1',
    checks: [
      http('site', { url, tags: ['public'] }),
      http('site-redirect', { url }),
      group('api', { tags: ['api', 'v1.2'] }, [http('quote', { url }), http('off', { url, enabled: false })]),
    ],
  }),
  kinds,
);

const ids = (pattern?: string) => select(checks, pattern).map(({ id }) => id);

describe('a filter', () => {
  const SELECTED: Record<string, { pattern?: string; ids: string[] }> = {
    'that is absent selects what is enabled': { ids: ['site', 'site-redirect', 'quote'] },
    'without a wildcard stands anywhere in an id': { pattern: 'redir', ids: ['site-redirect'] },
    'without a wildcard stands anywhere in a tag': { pattern: 'publ', ids: ['site'] },
    'with a wildcard fits an id as a whole': { pattern: 'site*', ids: ['site', 'site-redirect'] },
    'with a wildcard does not fit a part': { pattern: '*direc?', ids: ['site-redirect'] },
    'takes a dot as a dot': { pattern: 'v1.?', ids: ['quote'] },
    'of a star alone selects everything': { pattern: '*', ids: ['site', 'site-redirect', 'quote'] },
  };

  it.each(Object.entries(SELECTED))('%s', (_name, { pattern, ids: expected }) => {
    expect(ids(pattern)).toEqual(expected);
  });

  it.each(['nothing', 'si?', 'off', 'v1x2?', '(', 's.te'])(
    'that fits nothing lists the ids: %s',
    (pattern) => {
      expect(() => ids(pattern)).toThrow(
        `no check has an id or a tag like ${JSON.stringify(pattern)}; there are site, site-redirect, quote`,
      );
    },
  );

  it('is done with a hostile pattern at once', () => {
    const many = resolve(
      project({ home: 'eu-west-1', checks: [http('a'.repeat(100), { url })] }),
      kinds,
    ).checks;
    const began = performance.now();
    expect(() => select(many, `${'*a'.repeat(40)}*b`)).toThrow('no check');
    expect(performance.now() - began).toBeLessThan(500);
  });
});
