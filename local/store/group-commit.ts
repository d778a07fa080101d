/** Work that waits for the next commit. */
interface Waiting<Database> {
  readonly work: (db: Database) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writers queue here, and all that came in one turn of the event loop go to the disk together: one sync serves them
 * all. Each one's promise is kept once it is there.
 */
export class GroupCommit<Database> {
  readonly #commit: <Value>(work: (db: Database) => Value) => Value;
  #waiting: Waiting<Database>[] = [];
  #closed = false;

  /** `commit` does the whole of some work durably, or throws and has done nothing of it. */
  constructor(commit: <Value>(work: (db: Database) => Value) => Value) {
    this.#commit = commit;
  }

  add<Value>(work: (db: Database) => Value): Promise<Value> {
    if (this.#closed) return Promise.reject(new Error('the archive is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    try {
      const values = this.#commit((db) => group.map(({ work }) => work(db)));
      group.forEach(({ resolve }, index) => {
        resolve(values[index] as never);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Commits what waits, and takes no more. */
  close(): void {
    this.#closed = true;
    this.#flush();
  }
}
