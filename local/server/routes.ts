import { events } from './events/events-route.ts';
import { healthz, readyz } from './liveness.ts';
import { metrics } from './metrics/metrics-route.ts';
import type { Route } from './route.ts';
import { alarmChanges, alarms } from './views/alarms.ts';
import { check, checks, results } from './views/checks.ts';
import { evidence } from './views/evidence.ts';
import { incidents } from './views/incidents.ts';
import { inbox, next, overview } from './views/overview.ts';
import { series } from './views/series.ts';
import { ack, faultOff, faultOn, faults } from './writes.ts';

/** Everything that is answered but the page's files. Documented, with each field, in docs/api.md. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/healthz', answer: healthz },
  { method: 'GET', path: '/readyz', answer: readyz },
  { method: 'GET', path: '/metrics', answer: metrics },
  { method: 'GET', path: '/api/v1/overview', answer: overview },
  { method: 'GET', path: '/api/v1/checks', answer: checks },
  { method: 'GET', path: '/api/v1/checks/{id}', answer: check },
  { method: 'GET', path: '/api/v1/checks/{id}/results', answer: results },
  { method: 'GET', path: '/api/v1/checks/{id}/series', answer: series },
  { method: 'GET', path: '/api/v1/evidence/{key}', answer: evidence },
  { method: 'GET', path: '/api/v1/alarms', answer: alarms },
  { method: 'GET', path: '/api/v1/alarm-changes', answer: alarmChanges },
  { method: 'GET', path: '/api/v1/incidents', answer: incidents },
  { method: 'POST', path: '/api/v1/incidents/{key}/ack', answer: ack },
  { method: 'GET', path: '/api/v1/inbox', answer: inbox },
  { method: 'GET', path: '/api/v1/next', answer: next },
  { method: 'GET', path: '/api/v1/events', answer: events },
  { method: 'GET', path: '/api/v1/demo/faults', answer: faults },
  { method: 'PUT', path: '/api/v1/demo/faults/{name}', answer: faultOn },
  { method: 'DELETE', path: '/api/v1/demo/faults/{name}', answer: faultOff },
];
