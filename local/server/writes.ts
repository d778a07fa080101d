import { acknowledge } from '../acknowledge.ts';
import type { DemoControl } from '../demo/client.ts';
import { UsageError } from '../usage-error.ts';
import { insistOnLoopback, insistOnSameOrigin, insistOnToken } from './access.ts';
import { type Answer, json, Refusal } from './answer.ts';
import { readBody, textIn } from './body.ts';
import { readParameters, text } from './parameters.ts';
import type { Call } from './route.ts';
import type { Server } from './server.ts';
import { noticesByIncident, toldOf } from './views/incidents.ts';

/** The longest name of a person. */
const MAX_NAME = 100;

/** Acknowledges an incident that fires. Body: `{ "by": "ada" }`. */
export async function ack({ server: { watched, token, now }, request, name }: Call): Promise<Answer> {
  insistOnSameOrigin(request);
  insistOnToken(request, token);
  const by = textIn(await readBody(request), 'by', MAX_NAME);
  const incident = await acknowledge(name, { at: now(), by }, watched.archive.notifications);
  if (!incident) throw new Refusal(404, `nothing that fires is called ${JSON.stringify(name)}`);
  const notices = (await noticesByIncident(watched)).get(incident.id) ?? [];
  return json(200, toldOf(incident, notices, watched));
}

export async function faults({ server, query }: Call): Promise<Answer> {
  readParameters(query, {});
  return json(200, await asUsed(() => demoOf(server).faults()));
}

/** Switches a fault of the demo exchange on: everywhere, or for one path. */
export async function faultOn(call: Call): Promise<Answer> {
  const { path } = readParameters(call.query, { path: text });
  return json(200, await asUsed(() => switches(call).switchOn(call.name, path)));
}

export async function faultOff(call: Call): Promise<Answer> {
  readParameters(call.query, {});
  return json(200, await asUsed(() => switches(call).switchOff(call.name)));
}

/** For who is on this machine, and for no page but our own. */
function switches({ server, request }: Call): DemoControl {
  const demo = demoOf(server);
  insistOnLoopback(request);
  insistOnSameOrigin(request);
  return demo;
}

function demoOf(server: Server): DemoControl {
  const demo = server.demo();
  if (demo) return demo;
  throw new Refusal(404, 'no check looks at the demo exchange');
}

/** What the demo exchange refuses is told in its own words. */
async function asUsed<Value>(use: () => Promise<Value>): Promise<Value> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof UsageError) throw new Refusal(400, error.message);
    throw error;
  }
}
