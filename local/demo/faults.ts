import { type Answer, json } from './answer.ts';

/** Something that can be wrong with the demo exchange. */
interface DemoFault {
  readonly description: string;
  /** What becomes of an answer. Absent for a fault of the handshake, which knows no path. */
  readonly strike?: (answer: Answer) => Answer;
}

const SLOW_MS = 1_500;

/** The faults that can be switched on: one entry each. */
export const FAULTS = {
  slow: {
    description: `answers ${SLOW_MS / 1_000} s late`,
    strike: (answer) => ({ ...answer, delayMs: SLOW_MS }),
  },
  '500': {
    description: 'answers 500 Internal Server Error',
    strike: (answer) => ({ ...answer, ...json(500, { error: 'internal server error' }) }),
  },
  'wrong-body': {
    description: 'answers as usual, with a body that says something else',
    strike: (answer) => ({ ...answer, body: '{"message":"scheduled maintenance"}\n' }),
  },
  reset: {
    description: 'resets the connection instead of answering',
    strike: (answer) => ({ ...answer, ending: 'reset' }),
  },
  'expired-certificate': { description: 'shows a certificate that expired yesterday' },
  hang: {
    description: 'accepts the request and never answers',
    strike: (answer) => ({ ...answer, ending: 'never' }),
  },
} as const satisfies Record<string, DemoFault>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** A fault as the control tells it. */
export interface FaultStatus {
  readonly name: FaultName;
  readonly description: string;
  readonly on: boolean;
  /** The one path that it strikes; absent when it strikes all. */
  readonly path?: string;
}

/** Which faults are on, and for which path. Several can be on at once. */
export class FaultSwitches {
  readonly #on = new Map<FaultName, { readonly path: string | undefined }>();
  readonly #onChange: () => void;

  /** `onChange` is called after each change. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  switchOn(name: FaultName, path?: string): void {
    this.#on.set(name, { path });
    this.#onChange();
  }

  switchOff(...names: readonly FaultName[]): void {
    for (const name of names) this.#on.delete(name);
    this.#onChange();
  }

  isOn(name: FaultName): boolean {
    return this.#on.has(name);
  }

  /** The answer after every fault that is on for this path. */
  strike(answer: Answer, pathname: string): Answer {
    let struck = answer;
    for (const [name, { path }] of this.#on) {
      const fault: DemoFault = FAULTS[name];
      if (path === undefined || path === pathname) struck = fault.strike?.(struck) ?? struck;
    }
    return struck;
  }

  list(): FaultStatus[] {
    return FAULT_NAMES.map((name) => {
      const path = this.#on.get(name)?.path;
      return {
        name,
        description: FAULTS[name].description,
        on: this.isOn(name),
        ...(path !== undefined && { path }),
      };
    });
  }
}

/** Whether a fault can be limited to one path: one of the handshake cannot. */
export const knowsPaths = (name: FaultName): boolean => 'strike' in FAULTS[name];
