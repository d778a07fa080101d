import { suggest } from '../../model/finding.ts';
import { type Answer, json } from './answer.ts';
import type { FaultSwitches } from './fault-switches.ts';
import { FAULT_NAMES, isFaultName, knowsPaths } from './faults.ts';

/** Everything below this path is the control: on the plain port only, and never struck by a fault. */
export const CONTROL = '/_demo/';

export const AUTHORITY_PATH = `${CONTROL}authority`;
export const FAULTS_PATH = `${CONTROL}faults`;

interface ControlRequest {
  readonly method: string;
  readonly url: URL;
}

/** Answers a request to the control: the authority's certificate, and the switches. */
export function control({ method, url }: ControlRequest, faults: FaultSwitches, authority: string): Answer {
  const { pathname } = url;
  if (pathname === AUTHORITY_PATH && method === 'GET') {
    return { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: authority };
  }
  if (pathname === FAULTS_PATH) return onAll(method, faults);
  if (pathname.startsWith(`${FAULTS_PATH}/`)) {
    return onOne(method, pathname.slice(FAULTS_PATH.length + 1), url.searchParams.get('path'), faults);
  }
  return refuse(404, 'there is no such control');
}

function onAll(method: string, faults: FaultSwitches): Answer {
  if (method === 'DELETE') faults.switchOff(...FAULT_NAMES);
  else if (method !== 'GET') return refuse(405, 'GET lists the faults, DELETE switches all off');
  return json(200, faults.list());
}

function onOne(method: string, name: string, path: string | null, faults: FaultSwitches): Answer {
  if (!isFaultName(name)) {
    const fix = suggest(name, FAULT_NAMES, 'npx vedette demo faults lists them');
    return refuse(404, `there is no fault '${name}'; ${fix}`);
  }
  if (method === 'DELETE') faults.switchOff(name);
  else if (method !== 'PUT') return refuse(405, 'PUT switches a fault on, DELETE switches it off');
  else if (path === null) faults.switchOn(name);
  else if (!knowsPaths(name)) return refuse(400, `${name} has no path: it does not strike single answers`);
  else if (!path.startsWith('/')) return refuse(400, 'a path starts with /, as in /v1/quotes');
  else faults.switchOn(name, path);
  return json(200, faults.list());
}

const refuse = (status: number, error: string): Answer => json(status, { error });
