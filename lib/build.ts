import { kinds } from '../probes/kinds.ts';
import { bundleHandler, HANDLERS } from './bundle.ts';
import { footprintOf } from './footprint.ts';

const sizes = await Promise.all(
  HANDLERS.map(async (name) => [name, footprintOf((await bundleHandler(name, { kinds })).metafile)] as const),
);
console.table(Object.fromEntries(sizes));
