export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What routes and people go by. Names beside the three below are yours. */
export interface Labels {
  /** @default 'warning' */
  readonly severity?: Severity;
  readonly team?: string;
  readonly category?: string;
  readonly [name: string]: string | undefined;
}
