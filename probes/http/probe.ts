import type { X509Certificate } from 'node:crypto';
import { quote } from '../../model/assertion/operators.ts';
import type { Observation } from '../../model/judge.ts';
import type { Fault } from '../../model/reason.ts';
import type { Evidence } from '../../model/result.ts';
import type { CheckOf } from '../kinds.ts';
import { daysLeft, summarize } from '../net/certificate.ts';
import { CertificateRefused } from '../net/dial.ts';
import { AddressRefused } from '../net/guard.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { type Answer, reader } from './answer.ts';
import { bodyExcerpt, toldHeaders } from './evidence.ts';
import { exchange, type Head } from './exchange.ts';
import { httpFaultOf } from './fault.ts';
import { follow, locationOf, type Request, requestOf } from './request.ts';

/** Asks once, over a fresh connection for each hop. */
export async function probe(check: CheckOf<'http'>, context: ProbeContext): Promise<Observation> {
  // Secrets are read before the stopwatch starts: how long our own store takes is not the target's time.
  const request = await requestOf(check.spec, context);
  const attempt = new Attempt(check, context);
  try {
    return await attempt.make(request);
  } catch (error) {
    return attempt.broken(error);
  }
}

/** What a connection, or a refused one, tells of the other side. */
interface Shown {
  readonly address: string;
  readonly certificate?: X509Certificate | undefined;
}

/** What is known of an attempt while it goes on, so that one that breaks still tells what it saw. */
class Attempt {
  readonly #check: CheckOf<'http'>;
  readonly #context: ProbeContext;
  readonly #stopwatch: Stopwatch;
  #url: URL;
  #redirects = 0;
  #head: Head | undefined;
  #connection: Shown | undefined;

  constructor(check: CheckOf<'http'>, context: ProbeContext) {
    this.#check = check;
    this.#context = context;
    this.#stopwatch = new Stopwatch(context.monotonic);
    this.#url = new URL(check.spec.url);
  }

  async make(first: Request): Promise<Observation> {
    let request = first;
    for (;;) {
      const answer = await this.#hop(request);
      const location = locationOf(answer);
      if (location === undefined || this.#check.spec.redirects === 0) return this.#seen(answer);
      const next = follow(request, answer.status, location);
      if ('refused' in next)
        return this.#seen(answer, {
          reason: 'redirect_refused',
          message: `${request.url.origin} ${next.refused}`,
        });
      if (this.#redirects === this.#check.spec.redirects) {
        return this.#seen(answer, tooMany(this.#redirects, request.url, location));
      }
      this.#redirects += 1;
      request = next.request;
    }
  }

  async #hop(request: Request): Promise<Answer> {
    this.#url = request.url;
    this.#head = undefined;
    this.#connection = undefined;
    const { url } = request;
    const isTls = url.protocol === 'https:';
    const connection = await this.#context.dial({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || (isTls ? 443 : 80)),
      network: this.#check.network,
      ...(isTls && { tls: { alpn: ['http/1.1'] } }),
      stopwatch: this.#stopwatch,
      signal: this.#context.signal,
    });
    this.#connection = connection;
    return exchange({
      connection,
      request,
      bodyCap: this.#check.spec.bodyCap,
      stopwatch: this.#stopwatch,
      signal: this.#context.signal,
      onHead: (head) => {
        this.#head = head;
      },
    });
  }

  /** An observation of a whole answer. */
  #seen(answer: Answer, fault?: Fault): Observation {
    const phases = this.#stopwatch.phases();
    const now = this.#context.now();
    return this.#observation({
      phases,
      ...(fault && { fault }),
      read: reader(answer, phases, now),
      measurements: { ...this.#measurements(answer.certificate, now), bytes: answer.body.length },
    });
  }

  /** An observation of an attempt that came to no whole answer. */
  broken(error: unknown): Observation {
    if (error instanceof CertificateRefused) this.#connection = error;
    return this.#observation({
      phases: this.#stopwatch.phases(),
      fault: this.#fault(error),
      read: () => ({ problem: 'there was no answer' }),
      measurements: this.#measurements(this.#connection?.certificate, this.#context.now()),
    });
  }

  #observation(seen: Omit<Observation, 'evidence'>): Observation {
    const evidence = () => this.#evidence();
    return {
      ...seen,
      get evidence() {
        return evidence();
      },
    };
  }

  #fault(error: unknown): Fault {
    if (error instanceof AddressRefused && this.#redirects > 0) {
      return {
        reason: 'redirect_refused',
        message: `the target redirects to ${this.#url.origin}: ${error.message}`,
      };
    }
    return httpFaultOf(error, this.#stopwatch.stage, this.#url.host);
  }

  #measurements(certificate: X509Certificate | undefined, now: number): Record<string, number> {
    return {
      redirects: this.#redirects,
      ...(this.#head && { status: this.#head.status }),
      ...(certificate && { certificate_days: Math.round(daysLeft(certificate, now) * 100) / 100 }),
    };
  }

  #evidence(): Evidence {
    const certificate = this.#connection?.certificate;
    return {
      url: `${this.#url.origin}${this.#url.pathname}${this.#url.search}`,
      ...(this.#connection && { address: this.#connection.address }),
      ...(this.#head && toldAnswer(this.#head)),
      ...(certificate && { certificates: summarize(certificate) }),
    };
  }
}

const toldAnswer = ({ status, headers, bodySoFar }: Head): Evidence => ({
  status,
  headers: toldHeaders(headers),
  body: bodyExcerpt(bodySoFar()),
});

const tooMany = (redirects: number, from: URL, location: string): Fault => ({
  reason: 'redirect_limit',
  message: `still redirected after ${redirects} redirects (${from.origin} redirects to ${quote(location)})`,
});
