import { describe, expect, it } from 'vitest';
import { http } from '../../probes/http/check.ts';
import { checksOf } from '../../test/checks.ts';
import type { Check } from '../check.ts';
import { alarmLink, logsLink, metricsLink } from './console.ts';
import { describe as describeAlarm, fitting, MAX_DESCRIPTION } from './description.ts';

const [check] = checksOf(
  http('quote.api', {
    url: 'https://a.example/',
    every: '30s',
    runbook: 'https://wiki.example/quote',
    description: 'd'.repeat(500),
  }),
) as [Check];

/** JSURL, as the console reads it. */
const read = (link: string): string =>
  decodeURIComponent(link).replace(/\*([0-9a-f]{2})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

describe('links to the console', () => {
  it('an alarm', () => {
    expect(alarmLink('eu-west-1', 'vedette/quote.api/failed')).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/vedette%2Fquote.api%2Ffailed',
    );
  });

  it('the metrics of a check, at every location, in its own period', () => {
    const link = metricsLink('eu-west-1', check);
    expect(link).toMatch(/^[\x21-\x7e]+$/);
    expect(read(link)).toContain(
      `(expression~'SEARCH('{Vedette,Check,Location} Check="quote.api"', 'Maximum', 30))`,
    );
  });

  it('what was logged of a check', () => {
    const link = logsLink('us-east-1', '/aws/lambda/probe', check);
    expect(link).toMatch(/^https:\/\/us-east-1\.console[\x21-\x7e]+$/);
    expect(link).toContain("source~(~'*2faws*2flambda*2fprobe)");
    expect(read(link)).toContain('| filter check = "quote.api" |');
  });
});

describe('a description', () => {
  it('has the links, when it is known where the console is', () => {
    const subject = { name: 'vedette/quote.api/failed', says: 'failed', home: 'eu-west-1' };
    const text = describeAlarm({ ...check, description: 'Quotes.' }, subject);
    expect(text.split('\n\n')).toEqual([
      '**quote.api** failed.',
      'Runbook: https://wiki.example/quote',
      'Quotes.',
      `[Alarm](${alarmLink('eu-west-1', 'vedette/quote.api/failed')})`,
      `[Metrics](${metricsLink('eu-west-1', check)})`,
      'Target: `GET https://a.example/`',
    ]);
    expect(describeAlarm(check, { ...subject, home: undefined })).not.toContain('console');
  });

  it('has whole paragraphs up to the 1,024 characters that CloudWatch takes', () => {
    const fits = 'x'.repeat(MAX_DESCRIPTION - 7);
    expect(fitting(['first', fits])).toHaveLength(MAX_DESCRIPTION);
    expect(fitting(['first', `${fits}x`, 'last'])).toBe('first\n\nlast');
    expect(fitting(['x'.repeat(MAX_DESCRIPTION + 1)])).toBe(`${'x'.repeat(MAX_DESCRIPTION - 1)}…`);
  });
});
