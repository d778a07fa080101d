import type { Result } from '../../model/result.ts';
import type {
  AlarmChangeKept,
  AlarmView,
  CheckPage,
  CheckView,
  FaultStatus,
  InboxEntry,
  IncidentView,
  NextRun,
  Overview,
  TwinEvent,
} from './api.ts';

const API = 'api/v1/';

/** How many results a check's page asks for: an hour of one that runs every 10 seconds. */
const RESULTS = 360;

/** Changes of one alarm: more than a chart of an hour can show. */
const CHANGES = 100;

const UPCOMING = 100;

/** The server does not answer as it should. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(path: string, status: number) {
    super(`${path} answered ${status}`);
    this.status = status;
  }
}

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(API + path, init);
  if (!response.ok) throw new ApiError(path, response.status);
  return response.json() as Promise<Answer>;
}

const part = encodeURIComponent;

/** The JSON API of local/server, as typed calls. Each rejects with `ApiError`, or `TypeError` when nobody answers. */
export const client = {
  overview: () => ask<Overview>('overview'),
  checks: async () => (await ask<{ checks: readonly CheckView[] }>('checks')).checks,
  check: (id: string) => ask<CheckPage>(`checks/${part(id)}`),
  results: async (id: string) =>
    (await ask<{ results: readonly Result[] }>(`checks/${part(id)}/results?limit=${RESULTS}`)).results,
  alarms: async () => (await ask<{ alarms: readonly AlarmView[] }>('alarms')).alarms,
  changes: async (alarm: string) =>
    (
      await ask<{ changes: readonly AlarmChangeKept[] }>(
        `alarm-changes?limit=${CHANGES}&alarm=${part(alarm)}`,
      )
    ).changes,
  incidents: async () => (await ask<{ incidents: readonly IncidentView[] }>('incidents')).incidents,
  inbox: async () => (await ask<{ inbox: readonly InboxEntry[] }>('inbox')).inbox,
  next: async () => (await ask<{ next: readonly NextRun[] }>(`next?limit=${UPCOMING}`)).next,
  faults: async () => (await ask<{ faults: readonly FaultStatus[] }>('demo/faults')).faults,
  switchFault,
  follow,
};

export type Client = typeof client;

async function switchFault(name: string, on: boolean): Promise<readonly FaultStatus[]> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ on }) };
  return (await ask<{ faults: readonly FaultStatus[] }>(`demo/faults/${part(name)}`, init)).faults;
}

interface Followed {
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
] as const satisfies readonly TwinEvent['type'][];

function follow({ onEvent, onGap, onLink }: Followed): void {
  const source = new EventSource(`${API}events`);
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  const take = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as TwinEvent);
  for (const type of EVENTS) source.addEventListener(type, take);
  source.addEventListener('gap', onGap);
}
