import type { Result } from '../../model/result.ts';
import type {
  AlarmNow,
  CheckDetail,
  FaultStatus,
  InboxEntry,
  IncidentTold,
  NextRun,
  Overview,
  TwinEvent,
} from './api.ts';

const API = 'api/v1/';

/** How many results a check's page asks for: an hour of one that runs every 10 seconds. */
const RESULTS = 360;

const UPCOMING = 100;

/** The server does not answer as it should; the message is its own where it has one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(API + path, init);
  if (!response.ok) throw new ApiError(await problemIn(response, path), response.status);
  return response.json() as Promise<Answer>;
}

async function problemIn(response: Response, path: string): Promise<string> {
  const { error } = (await response.json().catch(() => ({}))) as { readonly error?: string };
  return error ?? `${path} answered ${response.status}`;
}

/** Who acknowledges, and that they may. */
export interface Credentials {
  readonly by: string;
  readonly token: string;
}

const part = encodeURIComponent;

/** The JSON API of local/server, as typed calls. Each rejects with `ApiError`, or `TypeError` when nobody answers. */
export const client = {
  overview: () => ask<Overview>('overview'),
  check: (id: string) => ask<CheckDetail>(`checks/${part(id)}`),
  results: (id: string) => ask<readonly Result[]>(`checks/${part(id)}/results?limit=${RESULTS}`),
  alarms: () => ask<readonly AlarmNow[]>('alarms'),
  incidents: () => ask<readonly IncidentTold[]>('incidents'),
  inbox: () => ask<readonly InboxEntry[]>('inbox'),
  next: () => ask<readonly NextRun[]>(`next?limit=${UPCOMING}`),
  faults: () => ask<readonly FaultStatus[]>('demo/faults'),
  switchFault: (name: string, on: boolean) =>
    ask<readonly FaultStatus[]>(`demo/faults/${part(name)}`, { method: on ? 'PUT' : 'DELETE' }),
  acknowledge: (key: string, { by, token }: Credentials) =>
    ask<IncidentTold>(`incidents/${part(key)}/ack`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ by }),
    }),
  follow,
};

export type Client = typeof client;

interface Followed {
  /** The event after which to begin. */
  readonly after: string;
  readonly onEvent: (event: TwinEvent) => void;
  /** Events were missed: everything has to be asked for again. */
  readonly onGap: () => void;
  /** The stream is there, or was lost; after a loss the browser comes back by itself and gets what it missed. */
  readonly onLink: (isUp: boolean) => void;
}

const EVENTS = [
  'result',
  'alarm',
  'told',
  'inbox',
  'definitions',
  'archive',
] as const satisfies readonly TwinEvent['type'][];

function follow({ after, onEvent, onGap, onLink }: Followed): void {
  const source = new EventSource(`${API}events?after=${part(after)}`);
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  const take = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as TwinEvent);
  for (const type of EVENTS) source.addEventListener(type, take);
  source.addEventListener('gap', onGap);
}
