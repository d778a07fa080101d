/** What `cdk` runs: reads the checks, refuses what is wrong, and makes the stacks. Needs no account and no network. */
import { App } from 'aws-cdk-lib';
import project from '../checks/index.ts';
import { receivers } from '../functions/notify/receivers.ts';
import { formatFinding } from '../model/finding.ts';
import { resolveProject } from '../model/resolve-project.ts';
import { shortestWaitMs, toldAtOnce } from '../model/route/routing.ts';
import { kinds } from '../probes/kinds.ts';
import { bundle } from './bundle.ts';
import { addStacks } from './deployment.ts';
import { deployedVariables, variableFindings } from './environment.ts';
import { browserLayer } from './layer.ts';
import { reachabilityFindings } from './reachability.ts';
import { needsBrowser } from './stacks/probe-stack.ts';

const EXIT_INVALID = 2;

const { findings: told, routing, ...resolved } = resolveProject(project, { kinds, receivers });
const variables = deployedVariables(process.env);
const findings = [...told, ...variableFindings(variables), ...reachabilityFindings(resolved.checks)];
for (const finding of findings) console.error(formatFinding(finding));
if (findings.some(({ level }) => level === 'error')) process.exit(EXIT_INVALID);

// CDK's own look at every template takes 8 s for 1,000 checks. The tests take it, at one alarm of each shape.
const app = new App({ builtinCloudFormationValidation: false });
addStacks(app, {
  project,
  ...resolved,
  variables,
  handlers: await bundle({ kinds }),
  ...(needsBrowser(resolved.checks) && { browserLayer: await browserLayer() }),
  receiversOf: ({ labels }) => toldAtOnce(routing, labels),
  gatherMs: shortestWaitMs(routing, resolved.alarms),
  // The CLI sets it from the credentials at hand; without any, CloudFormation fills in the account that deploys.
  account: process.env.CDK_DEFAULT_ACCOUNT,
});
app.synth();
