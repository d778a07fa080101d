import type { CalendarCode } from '../codes.ts';
import type { Timetable } from '../timetable.ts';
import { XASX, XHKG, XNZE, XSES, XTKS } from './asia-pacific.ts';
import { CRYPTO, FX } from './continuous.ts';
import { XETR, XLON, XPAR } from './europe.ts';
import { CMES, GLBX, XNAS, XNYS, XTSE } from './north-america.ts';

/** Every calendar that a definition may name. */
export const EXCHANGES: Readonly<Record<CalendarCode, Timetable>> = {
  XASX,
  XNYS,
  XNAS,
  XLON,
  XTKS,
  XHKG,
  XETR,
  XPAR,
  XTSE,
  XSES,
  XNZE,
  GLBX,
  CMES,
  FX,
  CRYPTO,
};
