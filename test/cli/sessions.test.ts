import { describe, expect, it } from 'vitest';
import { type Ended, ended, freePorts, vedette } from './vedette.ts';

const sessions = async (...args: string[]): Promise<Ended> =>
  ended(vedette(['sessions', ...args], await freePorts()));

describe('vedette sessions', () => {
  it('prints one array in UTC, from the first date to the last', async () => {
    const { status, stdout, stderr } = await sessions(
      ...['XTKS', '--from', '2026-01-01', '--to', '2026-01-05', '--json'],
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        date: '2026-01-05',
        open: '2026-01-05T00:00:00Z',
        close: '2026-01-05T06:30:00Z',
        breaks: [['2026-01-05T02:30:00Z', '2026-01-05T03:30:00Z']],
        early: false,
      },
    ]);
  });

  it('prints an empty array for a weekend', async () => {
    const { stdout } = await sessions('XASX', '--from', '2026-01-03', '--to', '2026-01-04', '--json');
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it("tells people the exchange's own times, and why it does not trade", async () => {
    const { status, stdout } = await sessions('XHKG', '--from', '2025-12-24', '--to', '2025-12-29');
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Hong Kong Exchanges, Asia/Hong_Kong'],
      ['DATE', 'DAY', 'OPEN', 'CLOSE', 'BREAK', 'NOTE'],
      ['2025-12-24', 'Wed', '09:30', '12:00', 'early close: Christmas Eve'],
      ['2025-12-25', 'Thu', 'closed', 'Christmas Day'],
      ['2025-12-26', 'Fri', 'closed', 'The first weekday after Christmas Day'],
      ['2025-12-29', 'Mon', '09:30', '16:00', '12:00-13:00'],
      [''],
    ]);
  });

  it('marks an opening on the evening before', async () => {
    const { stdout } = await sessions('CMES', '--from', '2026-01-05', '--to', '2026-01-05');
    expect(stdout).toContain('2026-01-05  Mon  17:00 -1d  16:00');
  });

  it('has two weeks from today unless told otherwise', async () => {
    const { status, stdout } = await sessions('CRYPTO', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(14);
  });

  it.each([
    [['XASK'], 'calendar "XASK" is not known; did you mean \'XASX\'?'],
    [['XASX', '--from', '2026-02-30'], '--from: "2026-02-30" is not a date; write one such as 2026-12-24'],
    [
      ['XASX', '--from', '2026-02-20', '--to', '2026-02-01'],
      '--to: 2026-02-01 is before --from (2026-02-20); write a later one',
    ],
    [['XASX', '--to', '2029-01-01'], '--to: XASX is known from 2015-01-01 to 2028-12-31, not on 2029-01-01'],
  ])('%j is told in one line', async (args, line) => {
    const { status, stdout, stderr } = await sessions(...args);
    expect(stderr).toBe(`${line}\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
