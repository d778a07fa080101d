/** What the person at the command line has to mend: told in one line, without a stack, with exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
