import type { Assertion } from '../../model/assertion/assertion.ts';
import type { CommonOptions } from '../../model/check.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';

export interface BannerOptions extends CommonOptions {
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
  /** What the first line must be like. @default [] */
  readonly expect?: readonly Assertion<'text' | 'phase'>[];
}

export interface BannerSpec {
  readonly host: string;
  readonly port: number;
}

const SMTP = 25;

/** The first line that a server sends by itself, as SMTP and SSH do. */
export const banner = defineKind<'banner', BannerOptions, BannerSpec>({
  kind: 'banner',
  required: ['host', 'port'],
  sources: ['text', 'phase'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'transfer', 'total'],
  rules: {
    host: rules.text({ max: 253, example: "a name such as 'mail.example.com'" }),
    port: rules.count({ from: 1, to: 65_535 }),
  },
  spec: ({ host, port }) => ({ host, port }),
  target: ({ host, port }) => `banner of ${host}:${port}`,
  alarms: ({ port }) => [
    {
      role: 'hesitant',
      metric: 'duration',
      statistic: 'Minimum',
      comparison: 'above',
      threshold: port === SMTP ? 5_000 : 1_000,
      window: { failures: 5, of: 5 },
      missing: 'notBreaching',
      severity: 'info',
      says: 'greets late, as servers do that are at their limit',
    },
  ],
});
