import type { Check } from '../../../model/check.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import { METRICS, NAMESPACE } from '../../../model/metric.ts';
import { badMetricOf, periodOf } from './locations.ts';

/** What GetMetricWidgetImage draws: the last three hours of what an alarm watches. Source: "Metric widget structure". */
export function widgetOf(incident: Incident, check: Check | undefined): string | undefined {
  const frame = {
    title: incident.alarm,
    view: 'timeSeries',
    width: 800,
    height: 300,
    start: '-PT3H',
    end: 'PT0H',
  };
  if (!check)
    return incident.arn ? JSON.stringify({ ...frame, annotations: { alarms: [incident.arn] } }) : undefined;
  const { name } = METRICS[badMetricOf(incident) ?? 'failed'];
  const metrics = check.locations.flatMap((location) => [
    [NAMESPACE, METRICS.duration.name, 'Check', check.id, 'Location', location, { label: location }],
    [
      NAMESPACE,
      name,
      'Check',
      check.id,
      'Location',
      location,
      { label: `${name} ${location}`, yAxis: 'right' },
    ],
  ]);
  return JSON.stringify({ ...frame, metrics, stat: 'Maximum', period: periodOf(check) });
}
