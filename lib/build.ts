import { bundleHandler, HANDLERS } from './bundle.ts';
import { footprintOf } from './footprint.ts';

const sizes = await Promise.all(
  HANDLERS.map(async (name) => [name, footprintOf((await bundleHandler(name)).metafile)] as const),
);
console.table(Object.fromEntries(sizes));
