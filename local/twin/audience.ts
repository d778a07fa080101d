import type { TwinEvent, Watched } from './watch.ts';

/** Those who follow what happens. A listener that throws keeps nobody else from hearing it, and nothing from going on. */
export class Audience {
  readonly #listeners = new Set<(event: TwinEvent) => void>();
  readonly #onBroken: (problem: string) => void;

  constructor(onBroken: (problem: string) => void) {
    this.#onBroken = onBroken;
  }

  readonly follow: Watched['follow'] = (listener) => {
    // Of its own, so that who listens twice can leave once.
    const own = (event: TwinEvent) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  tell(event: TwinEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onBroken((error as Error).message);
      }
    }
  }
}
