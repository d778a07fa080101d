import { fractionOf } from './chance.ts';
import type { Rhythm } from './rhythm.ts';

/** The venues of the demo market, by ISO 10383 code. */
export const VENUES = ['XASX', 'XNYS', 'XLON'] as const;

export type Venue = (typeof VENUES)[number];

/** What is quoted on each venue, the busiest first. No symbol is on two venues. */
const SYMBOLS: Readonly<Record<Venue, string>> = {
  XASX: `BHP CBA CSL RIO WES NAB WBC ANZ MQG FMG WOW WDS TLS TCL GMG ALL QBE SUN COL REA STO XRO BXB JHX RMD
    IAG ORG S32 NST SCG COH CPU ASX MIN PLS EVN SHL TLC APA MPL AGL SGP VCX GPT MGR DXS LYC ORI IEL SEK
    CAR WTC TNE NXT ALQ RHC PME EDV TWE A2M BSL ILU IGO LTR WHC NHC YAL BEN BOQ AMP CGF NWL HUB PNI CHC
    CLW BWP HMC LLC DOW WOR SVW JBH HVN SUL PMV LOV TPG QAN AIA FPH EBO MTS ELD GNC NUF ORA ARB BAP BKW`,
  XNYS: `JPM BRK.B V MA WMT JNJ PG UNH HD XOM CVX KO MRK ABBV BAC LLY PFE TMO CRM DIS ABT MCD NKE ORCL ACN
    PM UPS T VZ MS GS BLK SCHW AXP C WFC CAT DE BA GE LMT RTX NOC GD MMM EMR ETN ITW PH FDX
    UNP NSC LOW TGT TJX DG AZO YUM CL KMB GIS SYY KR MO STZ EL BMY CVS CI ELV HUM MCK SYK BSX MDT
    ZTS DHR COP EOG SLB OXY PSX VLO MPC KMI WMB DUK SO NEE D SRE PSA O PLD AMT CCI SPG SPGI MCO ICE`,
  XLON: `AZN SHEL HSBA ULVR BP GSK DGE REL BATS GLEN NG LSEG CPG LLOY BARC NWG PRU RKT VOD AAL STAN RR III TSCO AV
    EXPN HLN AHT IMB SSE LGEN SGE ANTO ABF SMIN HLMA INF BNZL SPX WTB ITRK SN IHG AUTO MNG PSON RTO SDR SVT UU
    KGF MKS SBRY JD BRBY CNA CRDA DCC ENT FRES HIK HWDN ICG INVP LAND BLND SGRO UTG PSN BDEV TW BKG BEZ ADM PHNX
    RMV WEIR SMT ITV WPP VTY MNDI JMAT IMI DPLM GAW EZJ WIZZ BME GRG DRX TATE CWK PNN BAB QQ ROR VCT BT.A`,
};

/** What is quoted: a symbol on its venue. */
export interface Listing {
  readonly symbol: string;
  readonly venue: Venue;
  /** Its place among all listings, from 0. */
  readonly rank: number;
  /** The price that its quotes wander around. */
  readonly close: number;
  /** When it is updated. */
  readonly rhythm: Rhythm;
}

/** The busiest of each venue are updated every 0.1 to 0.9 s, the others every 5 to 20 s. */
const LIQUID_PER_VENUE = 25;
const LIQUID = { periodMs: 500, jitterMs: 400 };
const ILLIQUID = { periodMs: 12_500, jitterMs: 7_500 };

/** Closing prices that are given; those of the others are drawn between 20 and 300. */
const CLOSES: Readonly<Record<string, number>> = {
  BHP: 45.12,
  CBA: 158.4,
  CSL: 271.05,
  RIO: 118.9,
  WES: 77.36,
};
const LOWEST_CLOSE = 20;
const HIGHEST_CLOSE = 300;

export const LISTINGS: readonly Listing[] = VENUES.flatMap((venue) =>
  SYMBOLS[venue].split(/\s+/).map((symbol, place) => ({ symbol, venue, isLiquid: place < LIQUID_PER_VENUE })),
).map(({ symbol, venue, isLiquid }, rank) => ({
  symbol,
  venue,
  rank,
  close: CLOSES[symbol] ?? LOWEST_CLOSE + fractionOf(rank) * (HIGHEST_CLOSE - LOWEST_CLOSE),
  rhythm: { key: rank, ...(isLiquid ? LIQUID : ILLIQUID) },
}));

const BY_SYMBOL: ReadonlyMap<string, Listing> = new Map(LISTINGS.map((listing) => [listing.symbol, listing]));

export const listingOf = (symbol: string): Listing | undefined => BY_SYMBOL.get(symbol);
