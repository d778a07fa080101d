import { formatMs } from '../duration.ts';
import { findingOf, type Offender, type Told } from './finding.ts';
import type { FreshnessLimits, SanityLimits } from './freshness-limits.ts';
import { type Believed, believing, follow, type Known, type KnownSymbol } from './known.ts';
import type { MarketNow } from './market-now.ts';
import type { Quote } from './quotes.ts';

/** A quote with what was known of its symbol before it, and what is known after. */
export interface Followed {
  readonly quote: Quote;
  readonly before: KnownSymbol | undefined;
  readonly after: KnownSymbol;
  readonly jumpedFrom: number | undefined;
  readonly fellFrom: number | undefined;
}

/** Holds each quote against what is known of its symbol. */
export function followAll(quotes: readonly Quote[], known: Known, limits: SanityLimits): Followed[] {
  return quotes.map((quote) => {
    const { symbol, tick, moment } = quote;
    const before = ofSession(known.get(symbol), quote.market);
    const jumpedFrom = jumpOf(symbol, tick.price, before?.price, limits);
    const fellFrom = fallOf(tick.sequence, before?.sequence);
    const after = follow(before, tick, moment, {
      price: believing(before?.price, positive(tick.price), jumpedFrom !== undefined),
      sequence: believing(before?.sequence, tick.sequence, fellFrom !== undefined),
    });
    return { quote, before, after, jumpedFrom, fellFrom };
  });
}

/** A new session is held against nothing of the one before: sources count anew each day, and prices open elsewhere. */
const ofSession = (known: KnownSymbol | undefined, { openedAt }: MarketNow): KnownSymbol | undefined =>
  known?.at !== undefined && known.at >= openedAt ? known : undefined;

/** A price that cannot be is none to measure the next one by. */
const positive = (price: number | undefined): number | undefined =>
  price !== undefined && price > 0 ? price : undefined;

/** What a price jumped away from, where it did: its reference, or the last price that was believed. */
function jumpOf(
  symbol: string,
  price: number | undefined,
  last: Believed | undefined,
  { jump }: SanityLimits,
): number | undefined {
  if (jump === false || price === undefined || price <= 0) return undefined;
  const from = Object.hasOwn(jump.reference, symbol) ? jump.reference[symbol] : last?.value;
  if (from === undefined || from <= 0) return undefined;
  return Math.abs(price - from) > from * jump.band ? from : undefined;
}

const fallOf = (sequence: number | undefined, last: Believed | undefined): number | undefined =>
  sequence !== undefined && last?.value !== undefined && sequence < last.value ? last.value : undefined;

interface Sort {
  readonly assertion: string;
  readonly reason: Parameters<typeof findingOf>[0]['reason'];
  readonly are: string;
  /** Whether it is looked for at all. */
  readonly isOn: (limits: SanityLimits) => boolean;
  /** What is wrong with a quote; `undefined` when nothing is. */
  readonly wrong: (followed: Followed, limits: SanityLimits) => Omit<Offender, 'symbol'> | undefined;
}

/** Every sort of unsound data, those that explain others first. */
const SORTS: readonly Sort[] = [
  {
    assertion: 'no stamp to lie in the future',
    reason: 'future_stamp',
    are: 'stamps in the future',
    isOn: ({ futureMs }) => futureMs !== false,
    wrong: ({ quote: { tick, moment } }, { futureMs }) => {
      const ahead = (tick.at ?? moment.answeredAt) - moment.answeredAt;
      if (ahead <= Number(futureMs)) return undefined;
      return { says: `is stamped ${formatMs(ahead)} ahead of our clock`, weight: ahead };
    },
  },
  {
    assertion: 'stamps to be of events, not of the answer',
    reason: 'stamp_of_now',
    are: 'stamps of now over values that stand still',
    isOn: ({ nowAnswers }) => nowAnswers !== false,
    wrong: ({ after: { stampedNow, value } }, { nowAnswers }) => {
      if (stampedNow < Number(nowAnswers)) return undefined;
      return {
        says: `says ${shown(value)} with a stamp of now, ${stampedNow} times in a row`,
        weight: stampedNow,
      };
    },
  },
  {
    assertion: 'values to move with their stamps',
    reason: 'flat_line',
    are: 'values that stand still under stamps that move',
    isOn: ({ flat }) => flat !== false,
    wrong: flatness,
  },
  {
    assertion: 'prices to be above zero',
    reason: 'price_not_positive',
    are: 'prices not above zero',
    isOn: ({ price }) => price,
    wrong: ({ quote: { tick } }) =>
      tick.price === undefined || tick.price > 0
        ? undefined
        : { says: `costs ${tick.price}`, weight: -tick.price },
  },
  {
    assertion: 'bids not to be above their asks',
    reason: 'book_crossed',
    are: 'crossed books',
    isOn: ({ crossed }) => crossed,
    wrong: ({ quote: { tick } }) => {
      const { bid, ask } = tick;
      if (bid === undefined || ask === undefined || bid <= ask) return undefined;
      return { says: `has a bid of ${bid} above its ask of ${ask}`, weight: bid / ask };
    },
  },
  {
    assertion: 'prices not to jump',
    reason: 'price_jump',
    are: 'prices that jumped',
    isOn: ({ jump }) => jump !== false,
    wrong: ({ jumpedFrom, quote: { tick } }) => {
      if (jumpedFrom === undefined || tick.price === undefined) return undefined;
      const share = tick.price / jumpedFrom - 1;
      const percent = `${share > 0 ? '+' : ''}${Number((share * 100).toPrecision(3))} %`;
      return { says: `went from ${jumpedFrom} to ${tick.price} (${percent})`, weight: Math.abs(share) };
    },
  },
  {
    assertion: 'sequences not to go back',
    reason: 'sequence_back',
    are: 'sequences that went back',
    isOn: ({ sequence }) => sequence,
    wrong: ({ fellFrom, quote: { tick } }) =>
      fellFrom === undefined
        ? undefined
        : { says: `went from ${fellFrom} back to ${tick.sequence}`, weight: fellFrom - (tick.sequence ?? 0) },
  },
  {
    assertion: 'sequences to leave nothing out',
    reason: 'sequence_gap',
    are: 'sequences with gaps',
    isOn: ({ sequence }) => sequence,
    wrong: ({ quote: { leftOut } }) =>
      leftOut === 0 ? undefined : { says: `leaves out ${leftOut}`, weight: leftOut },
  },
];

/** So many updates it takes in any case: who looks once an hour sees the same price twice of many an honest symbol. */
const LEAST_UPDATES = 3;

/** A value that stands still counts as flat when its stamp has moved, and it is not one of now. */
function flatness({ quote, after }: Followed, { flat, nowAnswers }: SanityLimits) {
  const { since, updates, stampedNow, value } = after;
  const { market, moment } = quote;
  const isNow = nowAnswers !== false && stampedNow >= nowAnswers;
  if (flat === false || isNow || updates === 0) return undefined;
  const forMs = market.ageMs(since) - market.ageMs(moment.answeredAt);
  const isLong = forMs >= flat.forMs && updates >= LEAST_UPDATES;
  if (updates < flat.updates && !isLong) return undefined;
  return { says: `says ${shown(value)} for ${formatMs(forMs)} and ${updates} new stamps`, weight: updates };
}

/** Price, size, bid and ask, without those that are not there. */
const shown = (value: string): string => value.replaceAll(/ ?undefined/g, '').trim();

/** What is told of the soundness of the quotes. Up to a tolerated share of them it degrades, beyond it fails. */
export const soundness = (
  followed: readonly Followed[],
  { sanity: limits, tolerate }: Pick<FreshnessLimits, 'sanity' | 'tolerate'>,
): Told[] =>
  SORTS.filter(({ isOn }) => isOn(limits)).map(({ assertion, reason, are, wrong }) => {
    const offenders = followed.flatMap((one): Offender[] => {
      const found = wrong(one, limits);
      return found ? [{ symbol: one.quote.symbol, ...found }] : [];
    });
    return {
      outcome: findingOf({ assertion, reason, are, offenders, of: followed.length, tolerate }),
      offenders,
    };
  });
