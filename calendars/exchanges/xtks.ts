import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: Japan Exchange Group, "Market holidays" of each year, www.jpx.co.jp. The outage of 2020-10-01 was no holiday and is a session here. */
export const xtks: ExchangeRule = { country: ['JP'], irregular: [] };
