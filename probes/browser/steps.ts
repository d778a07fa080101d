/** A step that was begun. */
export interface MadeStep {
  readonly name: string;
  /** Milliseconds; `undefined` while it runs. */
  ms: number | undefined;
  hasFailed: boolean;
}

export interface StepsOptions {
  readonly monotonic: () => number;
  /** What one step may take; `undefined` for no limit of its own. */
  readonly timeoutMs: number | undefined;
  /** Told once when a step was not over in time. */
  readonly onOver: () => void;
}

/** Names and times the parts of a journey. A step within a step is called by both names. */
export class Steps {
  readonly made: MadeStep[] = [];
  readonly #options: StepsOptions;
  readonly #open: MadeStep[] = [];
  readonly #failures = new Map<unknown, MadeStep>();

  constructor(options: StepsOptions) {
    this.#options = options;
  }

  /** The innermost step that runs. */
  get current(): MadeStep | undefined {
    return this.#open.at(-1);
  }

  /** The innermost step that threw this; a step whose failure the journey caught is none of it. */
  blamedFor(error: unknown): MadeStep | undefined {
    return this.#failures.get(error);
  }

  /** Nobody has to wait for it: one that is forgotten must not end the process when it fails. */
  readonly step = <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    const made = this.#make(name, work);
    made.catch(() => {});
    return made;
  };

  async #make<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const { monotonic, timeoutMs, onOver } = this.#options;
    const outer = this.current;
    const made: MadeStep = {
      name: outer ? `${outer.name} > ${name}` : name,
      ms: undefined,
      hasFailed: false,
    };
    this.made.push(made);
    this.#open.push(made);
    const began = monotonic();
    const timer = timeoutMs === undefined ? undefined : setTimeout(onOver, timeoutMs);
    try {
      return await work();
    } catch (error) {
      made.hasFailed = true;
      if (!this.#failures.has(error)) this.#failures.set(error, made);
      throw error;
    } finally {
      clearTimeout(timer);
      made.ms = monotonic() - began;
      this.#open.splice(this.#open.indexOf(made), 1);
    }
  }
}
