import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { receivers } from '../../functions/notify/receivers.ts';
import { type ProjectOptions, project } from '../../index.ts';
import { HANDLERS, type HandlerAssets, type HandlerName } from '../../lib/bundle.ts';
import { addStacks, type Deployment } from '../../lib/deployment.ts';
import type { Variables } from '../../lib/environment.ts';
import type { Alarm } from '../../model/alarm/alarm.ts';
import { formatFinding } from '../../model/finding.ts';
import { type ResolvedProject, resolveProject } from '../../model/resolve-project.ts';
import { shortestWaitMs, toldAtOnce } from '../../model/route/routing.ts';
import { kinds } from '../../probes/kinds.ts';
import { emptyApp, scratch } from './scratch.ts';

/** Handlers of one line each: what stacks look like does not depend on what their functions do. */
const handlers: HandlerAssets = standIns();

/** A file in the place of the browser. */
const browserLayer = join(scratch, 'layer');
mkdirSync(browserLayer);
writeFileSync(join(browserLayer, 'chromium'), '');

function standIns(): HandlerAssets {
  const made = HANDLERS.map((name) => {
    const directory = join(scratch, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'index.mjs'), `export const handler = async () => '${name}';\n`);
    return [name, directory] as const;
  });
  return Object.fromEntries(made) as Record<HandlerName, string>;
}

export interface Synthesized extends Omit<ResolvedProject, 'findings'> {
  readonly app: App;
  readonly ids: readonly string[];
  readonly stack: (id: string) => Stack;
  readonly template: (id: string) => Template;
}

interface Surroundings {
  readonly variables?: Variables;
  readonly account?: string;
  /** @default whom an alarm's labels reach */
  readonly receiversOf?: Deployment['receiversOf'];
  /** CDK's own look at every template; slow. @default false */
  readonly validated?: boolean;
}

/** The stacks of a project, as `lib/app.ts` makes them. Throws the findings when a definition is invalid. */
export function synthesize(
  options: ProjectOptions,
  { variables = {}, account, receiversOf: asked, validated = false }: Surroundings = {},
): Synthesized {
  const app = emptyApp({ validated });
  const made = project(options);
  const { findings, ...resolved } = resolveProject(made, { kinds, receivers });
  if (findings.length > 0) throw new Error(findings.map(formatFinding).join('\n'));
  const { routing, alarms } = resolved;
  const gatherMs = shortestWaitMs(routing, alarms);
  const receiversOf = asked ?? (({ labels }: Alarm) => toldAtOnce(routing, labels));
  const deployed = { project: made, ...resolved, variables, handlers, browserLayer, receiversOf, gatherMs };
  addStacks(app, { ...deployed, account });
  const stack = (id: string) => app.node.findChild(id) as Stack;
  const ids = app.node.children.map(({ node }) => node.id).filter((id) => id.startsWith('Vedette'));
  return { app, ...resolved, ids, stack, template: (id) => Template.fromStack(stack(id)) };
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The resources of a type in a template, by logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type)) as [string, Resource][];
}
