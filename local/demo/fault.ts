import type { Packet } from 'dns-packet';
import type { Answer } from './answer.ts';
import type { CertificateName } from './exchange-certificates.ts';
import type { Manner } from './fix-gateway.ts';
import type { FrontRules } from './front/rules.ts';
import type { EndOfDayRules, NewsRules, QuoteRules, StreamRules, VendorRules } from './market/rules.ts';
import type { OrderRules } from './orders.ts';

/** What each service is about to do, as plain data: what a fault of that service changes. */
export interface Subjects {
  /** What the web front and the APIs answer; the only one that knows paths. */
  readonly web: Answer;
  readonly front: FrontRules;
  readonly orders: OrderRules;
  readonly quotes: QuoteRules;
  /** WebSocket and server-sent events. */
  readonly stream: StreamRules;
  readonly vendor: VendorRules;
  readonly eod: EndOfDayRules;
  readonly news: NewsRules;
  /** Of HTTPS; the FIX gateway keeps a valid one. */
  readonly certificate: CertificateName;
  readonly fix: Manner;
  readonly dns: Partial<Packet> | undefined;
}

export type ServiceName = keyof Subjects;

/** Something that can be wrong with one service of the demo exchange. */
export type DemoFault<S extends ServiceName = ServiceName> = {
  [Name in S]: {
    readonly service: Name;
    readonly description: string;
    /** `since`: when it was switched on, in epoch milliseconds. */
    readonly strike: (usual: Subjects[Name], since: number) => Subjects[Name];
  };
}[S];
