/** An error as the SDK throws it. */
export const sdkError = (name: string, httpStatusCode: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

/** Never answers; rejects, as the SDK does, when its signal aborts. */
export const hang = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abort = () => reject(new DOMException('Request aborted', 'AbortError'));
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort);
  });

/** What a fake does at its next calls, one step a call; afterwards it works. */
export class Script<Step> {
  readonly #steps: Step[] = [];
  #always: Step | undefined;

  /** Do this at the next `times` calls. */
  next(step: Step, times = 1): void {
    this.#steps.push(...Array.from({ length: times }, () => step));
  }

  /** Do this at every call from now on. */
  always(step: Step | undefined): void {
    this.#always = step;
  }

  take(): Step | undefined {
    return this.#steps.shift() ?? this.#always;
  }
}
