/** A placeholder, so that the stacks can be synthesized: the notifier's own commit replaces it. */
export async function handler(): Promise<void> {
  throw new Error('reconcile is not built yet');
}
