/** Work that is under way, so that the end can wait for it. */
export class Pending {
  readonly #work = new Set<Promise<void>>();

  add(work: Promise<void>): void {
    const kept = work.finally(() => this.#work.delete(kept));
    this.#work.add(kept);
  }

  /** Resolves when nothing is under way, what begins meanwhile included. */
  async isOver(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
