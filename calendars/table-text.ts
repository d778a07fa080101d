import type { Exceptions } from '../model/session/timetable.ts';

/** A table's file: one line for each name, so that a change of a date is read in a diff. */
export const tableText = (code: string, { closed, irregular }: Exceptions): string =>
  `import type { Exceptions } from '../timetable.ts';

/** Made by calendars/generate.ts; what is wrong here is put right in calendars/exchanges/${code.toLowerCase()}.ts. */
export const ${code}_DAYS: Exceptions = ${JSON.stringify({ closed, irregular }, null, 2)};
`;
