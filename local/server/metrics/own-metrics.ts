import type { Check } from '../../../model/check.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import { SEVERITIES } from '../../../model/labels.ts';
import { STATES } from '../../../model/result.ts';
import type { Watched } from '../../twin/watch.ts';
import { firingAlarms } from '../views/alarms.ts';
import type { Family, Sample } from './exposition.ts';
import { labelsOf } from './probe-metrics.ts';

/** What is told of ourselves, beside what the probes measured. */
export function ownFamilies(watched: Watched, checks: readonly Check[], open: readonly Incident[]): Family[] {
  return [...checkFamilies(watched, checks), ...alarmFamilies(watched, open), ...selfFamilies(watched)];
}

const SHOWN_STATES = [...STATES, 'waiting'] as const;

function checkFamilies({ latest, nextDue }: Watched, checks: readonly Check[]): Family[] {
  const results = latest();
  const each = checks.map((check) => {
    const result = results.get(check.id);
    return { id: check.id, result, labels: labelsOf(check, result) };
  });
  return [
    {
      name: 'vedette_check_state',
      type: 'gauge',
      help: '1 for the state of the latest result, 0 for the others; waiting until the first one',
      samples: each.flatMap(({ result, labels }) =>
        SHOWN_STATES.map((state) => ({
          labels: { ...labels, state },
          value: Number(state === (result?.state ?? 'waiting')),
        })),
      ),
    },
    {
      name: 'vedette_check_last_run_timestamp_seconds',
      type: 'gauge',
      help: 'When the latest probe began, seconds since the epoch',
      unit: 'seconds',
      samples: each.flatMap(({ result, labels }) => (result ? at(Date.parse(result.startedAt), labels) : [])),
    },
    {
      name: 'vedette_check_next_run_timestamp_seconds',
      type: 'gauge',
      help: 'When the next probe is due, seconds since the epoch',
      unit: 'seconds',
      samples: each.flatMap(({ id, labels }) => at(nextDue(id), labels)),
    },
    {
      name: 'vedette_check_attempts',
      type: 'gauge',
      help: 'Attempts that the latest probe took',
      samples: each.flatMap(({ result, labels }) =>
        result ? [{ labels, value: result.attempts.length }] : [],
      ),
    },
  ];
}

const at = (ms: number | undefined, labels: Sample['labels']): Sample[] =>
  ms === undefined ? [] : [{ labels, value: ms / 1_000 }];

function alarmFamilies(watched: Watched, open: readonly Incident[]): Family[] {
  const firing = firingAlarms(watched).filter(({ isTold }) => isTold);
  return [
    {
      name: 'vedette_alarms_firing',
      type: 'gauge',
      help: 'Alarms in ALARM, of those that people are told of',
      samples: bySeverity(firing.map(({ severity }) => severity)),
    },
    {
      name: 'vedette_incidents_open',
      type: 'gauge',
      help: 'Incidents that are not over',
      samples: bySeverity(open.map(({ labels }) => labels.severity)),
    },
  ];
}

const bySeverity = (found: readonly string[]): Sample[] =>
  SEVERITIES.map((severity) => ({
    labels: { severity },
    value: found.filter((other) => other === severity).length,
  }));

function selfFamilies({ startedAt, problem, archive }: Watched): Family[] {
  return [
    {
      name: 'vedette_definitions_valid',
      type: 'gauge',
      help: '0 while the definitions on the disk are wrong and older ones go on',
      samples: [{ labels: {}, value: Number(problem() === undefined) }],
    },
    {
      name: 'vedette_archive_durable',
      type: 'gauge',
      help: '0 while what happens is remembered in memory only',
      samples: [{ labels: {}, value: Number(archive.trouble() === undefined) }],
    },
    {
      name: 'vedette_start_time_seconds',
      type: 'gauge',
      help: 'When this process began, seconds since the epoch',
      unit: 'seconds',
      samples: at(startedAt, {}),
    },
  ];
}
