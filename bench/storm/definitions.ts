import { receivers } from '../../functions/notify/receivers.ts';
import { pagerduty, project, secret, slack } from '../../index.ts';
import type { LoadedProject } from '../../local/project.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import { http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import { CHANNEL } from '../../test/fakes/slack.ts';

const TEAMS = 10;

/** CloudFormation's limit on resources in a stack is not what a storm is about. */
const ALARM_STACKS = 16;

interface Servers {
  readonly slack: string;
  readonly pagerduty: string;
}

/** Critical checks of ten teams, told to Slack and PagerDuty by the default routes. */
export function definitionsOf(checks: number, servers: Servers): LoadedProject {
  const definitions = Array.from({ length: checks }, (_, index) =>
    http(`check-${index}`, {
      url: `https://service-${index}.example.com/health`,
      labels: { severity: 'critical', team: `team-${index % TEAMS}` },
      runbook: 'https://runbooks.example.com/service',
    }),
  );
  const made = project({
    home: 'eu-west-1',
    alarmStacks: ALARM_STACKS,
    receivers: [
      slack('slack', { channel: CHANNEL, token: secret('slack'), api: servers.slack }),
      pagerduty('pagerduty', { routingKey: secret('pagerduty'), api: servers.pagerduty }),
    ],
    checks: definitions,
  });
  const { findings, ...resolved } = resolveProject(made, { kinds, receivers });
  const [error] = findings.filter(({ level }) => level === 'error');
  if (error) throw new Error(`a definition of the storm is wrong: ${error.problem}`);
  return { project: made, ...resolved };
}

/** The alarms that a storm is made of: one of each check. */
export const alarmsOf = ({ alarms }: LoadedProject): readonly string[] =>
  alarms.flatMap(({ name, role, check, isTold }) =>
    role === 'failed' && check !== undefined && isTold ? [name] : [],
  );
