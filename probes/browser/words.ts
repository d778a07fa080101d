import type { Expect } from 'playwright/test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Assertion } from '../../model/assertion/assertion.ts';

/** The assertions that make sense for a journey: on the document that its first page opened with, and on its whole time. */
export type JourneyAssertion = Assertion<'status' | 'redirects' | 'certificate' | 'phase'>;

/** Texts that a definition hands its journey, by name. */
export type Vars = Readonly<Record<string, string>>;

/** What a journey is handed. */
export interface JourneyTools<V extends Vars = Vars> {
  /** Playwright's own: https://playwright.dev/docs/api/class-page. Every action waits until the step's time is over. */
  readonly page: Page;
  /** The context of `page`, for a second page or the cookies. */
  readonly context: BrowserContext;
  /** Names and times a part of the journey, and gives what it gives. A failure says in which step it was. */
  readonly step: <Value>(name: string, work: () => Promise<Value>) => Promise<Value>;
  /** Playwright's own assertions, which wait: `await expect(page.getByText('Portfolio')).toBeVisible()`. */
  readonly expect: Expect;
  /** The value of a secret that the definition declares in `secrets`. It is masked wherever it would be read. */
  readonly secret: (name: string) => Promise<string>;
  /** The definition's `vars`. */
  readonly vars: Readonly<V>;
}

/** A scripted visit. It fails when it throws what Playwright or its own `throw` says, and passes when it returns. */
export type Journey<V extends Vars = Vars> = Visit<V>['make'];

/** As a method, so that a journey that knows its own vars by name is a journey: it is only ever handed those. */
interface Visit<V extends Vars> {
  make(tools: JourneyTools<V>): Promise<void>;
}

/** The measurement of a step: `step_log_in`. */
export const stepKey = (name: string): string =>
  `step_${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')}`;
