import type { Browser } from 'playwright-core';

/** The part of Playwright's client that takes in what its server side tells. */
interface Connection {
  dispatch: (message: unknown) => void;
}

/** Those that have been made to bear it; Playwright has one for the whole process. */
const tolerant = new WeakSet<Connection>();

const LATE = /^Object with guid \S+ was not bound in the connection$/;

/**
 * Lets a process outlive what Playwright answers too late. A call under which its browser died may still be answered, with
 * an object that is gone by then; Playwright throws that where nobody can catch it. Who made the call has given it up.
 * Source: https://github.com/microsoft/playwright/issues/22210; `Connection.dispatch` of playwright-core 1.65.
 */
export function bearLateAnswers(browser: Browser): void {
  const { _connection: connection } = browser as unknown as { readonly _connection: Connection };
  if (tolerant.has(connection)) return;
  tolerant.add(connection);
  const dispatch = connection.dispatch.bind(connection);
  connection.dispatch = (message) => {
    try {
      dispatch(message);
    } catch (error) {
      if (!LATE.test((error as Error).message)) throw error;
    }
  };
}
