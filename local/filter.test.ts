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

const ids = (...patterns: string[]) => select(checks, patterns).map(({ id }) => id);

describe('a filter', () => {
  const SELECTED: Record<string, { patterns?: string[]; ids: string[] }> = {
    'that is absent selects what is enabled': { ids: ['site', 'site-redirect', 'quote'] },
    'without a wildcard stands anywhere in an id': { patterns: ['redir'], ids: ['site-redirect'] },
    'without a wildcard stands anywhere in a tag': { patterns: ['publ'], ids: ['site'] },
    'with a wildcard fits an id as a whole': { patterns: ['site*'], ids: ['site', 'site-redirect'] },
    'with a wildcard does not fit a part': { patterns: ['*direc?'], ids: ['site-redirect'] },
    'beside another one adds what it fits, in the order of the checks': {
      patterns: ['quote', 'redir', 'api'],
      ids: ['site-redirect', 'quote'],
    },
    'takes a dot as a dot': { patterns: ['v1.?'], ids: ['quote'] },
    'of a star alone selects everything': { patterns: ['*'], ids: ['site', 'site-redirect', 'quote'] },
  };

  it.each(Object.entries(SELECTED))('%s', (_name, { patterns = [], ids: expected }) => {
    expect(ids(...patterns)).toEqual(expected);
  });

  it.each(['nothing', 'si?', 'off', 'v1x2?', '(', 's.te'])(
    'that fits nothing lists the ids: %s',
    (pattern) => {
      expect(() => ids('site', pattern)).toThrow(
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
    expect(() => select(many, [`${'*a'.repeat(40)}*b`])).toThrow('no check');
    expect(performance.now() - began).toBeLessThan(500);
  });
});
