import type { DemoFault, ServiceName, Subjects } from './fault.ts';
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts';

/** A fault as the control tells it. */
export interface FaultStatus {
  readonly name: FaultName;
  readonly service: ServiceName;
  readonly description: string;
  readonly on: boolean;
  /** The one path that it strikes; absent when it strikes all. */
  readonly path?: string;
}

/** Which faults are on, and for which path. Several can be on at once. */
export class FaultSwitches {
  readonly #on = new Map<FaultName, { readonly path: string | undefined; readonly since: number }>();
  readonly #onChange: () => void;
  readonly #now: () => number;

  /** `onChange` is called after each change; `now` is epoch milliseconds. */
  constructor({ onChange, now }: { readonly onChange: () => void; readonly now: () => number }) {
    this.#onChange = onChange;
    this.#now = now;
  }

  /** One that is on already is on from now. */
  switchOn(name: FaultName, path?: string): void {
    this.#on.set(name, { path, since: this.#now() });
    this.#onChange();
  }

  switchOff(...names: readonly FaultName[]): void {
    for (const name of names) this.#on.delete(name);
    this.#onChange();
  }

  /** What a service is about to do, after every fault of it that is on for this path. */
  strike<S extends ServiceName>(service: S, usual: Subjects[S], pathname?: string): Subjects[S] {
    let struck = usual;
    for (const [name, { path, since }] of this.#on) {
      const fault: DemoFault = FAULTS[name];
      const strikes = isOf(fault, service) && (path === undefined || path === pathname);
      if (strikes) struck = fault.strike(struck, since);
    }
    return struck;
  }

  list(): FaultStatus[] {
    return FAULT_NAMES.map((name) => {
      const { service, description } = FAULTS[name];
      const struck = this.#on.get(name);
      const path = struck?.path;
      return { name, service, description, on: struck !== undefined, ...(path !== undefined && { path }) };
    });
  }
}

/** TypeScript does not see that the type of `strike` follows from the service. */
function isOf<S extends ServiceName>(
  fault: DemoFault,
  service: S,
): fault is DemoFault & { strike: (usual: Subjects[S], since: number) => Subjects[S] } {
  return fault.service === service;
}
