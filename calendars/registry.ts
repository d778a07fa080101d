import type { ExchangeRule } from './exchange-rule.ts';
import { cmes } from './exchanges/cmes.ts';
import { xasx } from './exchanges/xasx.ts';
import { xetr } from './exchanges/xetr.ts';
import { xhkg } from './exchanges/xhkg.ts';
import { xlon } from './exchanges/xlon.ts';
import { xnys } from './exchanges/xnys.ts';
import { xnze } from './exchanges/xnze.ts';
import { xpar } from './exchanges/xpar.ts';
import { xses } from './exchanges/xses.ts';
import { xtks } from './exchanges/xtks.ts';
import { xtse } from './exchanges/xtse.ts';

/** The rule of each table, by the code and by the table's file name in lower case. Nasdaq has the table of XNYS, and GLBX that of CMES. */
export const EXCHANGE_RULES: Readonly<Record<string, ExchangeRule>> = {
  XASX: xasx,
  XNYS: xnys,
  XLON: xlon,
  XTKS: xtks,
  XHKG: xhkg,
  XETR: xetr,
  XPAR: xpar,
  XTSE: xtse,
  XSES: xses,
  XNZE: xnze,
  CMES: cmes,
};
