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
});
