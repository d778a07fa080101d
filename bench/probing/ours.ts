import { answering } from '../child.ts';
import { type Cost, costOf, type Work } from './contender.ts';
import { probeAll } from './vedette.ts';

answering((work: Work): Promise<Cost> => costOf(() => probeAll(work)));
