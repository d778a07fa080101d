import type { Locator, Page } from 'playwright-core';

/** What nobody must read on a picture. */
export interface MaskOptions {
  /** Selectors of what is masked beside the fields that hold secrets. */
  readonly selectors: readonly string[];
  /** Values that are masked wherever they stand on the page or in a field. */
  readonly secrets: readonly string[];
}

/** Fields whose value is a secret whatever it is. */
const SECRET_FIELDS = 'input[type=password], [autocomplete^=cc-], [autocomplete=one-time-code]';

/** Violet, as no page is by itself: what is masked is seen to be masked. */
export const MASK_COLOR = '#7c3aed';

/** A page that does not hold still for a picture is told of without one. */
const TIMEOUT_MS = 2_000;

/** The moment as the viewer sees it, PNG, with secrets masked. Throws Playwright's errors. */
export async function screenshotOf(page: Page, { selectors, secrets }: MaskOptions): Promise<Buffer> {
  const mask = await Promise.all(
    page.frames().map(async (frame): Promise<Locator[]> => {
      const fields = frame.locator('input, textarea');
      const values = await fields.evaluateAll((all) =>
        all.map((one) => String((one as { value?: unknown }).value)),
      );
      const holding = values.flatMap((value, index) =>
        secrets.some((secret) => value.includes(secret)) ? [fields.nth(index)] : [],
      );
      return [
        frame.locator(SECRET_FIELDS),
        ...selectors.map((selector) => frame.locator(selector)),
        ...secrets.map((secret) => frame.getByText(secret)),
        ...holding,
      ];
    }),
  );
  return page.screenshot({ mask: mask.flat(), maskColor: MASK_COLOR, timeout: TIMEOUT_MS });
}
