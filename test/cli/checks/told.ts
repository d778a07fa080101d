import { email, label, project, tcp, topic } from 'vedette';

const critical = [label('severity').is('critical')];

/** One alarm for three receivers, on terms of their own, and a silence that it may be under. */
export default project({
  home: 'eu-west-1',
  checks: [
    tcp('gateway', { host: 'localhost', port: 1, labels: { severity: 'critical', team: 'quant' } }),
    tcp('other', { host: 'localhost', port: 2 }),
  ],
  receivers: [topic('desk', {}), email('night', { addresses: ['night@example.com'] }), topic('all', {})],
  routes: {
    receiver: 'all',
    routes: [
      {
        match: critical,
        receiver: 'desk',
        repeatInterval: '5m',
        escalate: [{ after: '15m', receiver: 'night' }],
        continue: true,
      },
      { match: critical, receiver: 'all', groupWait: '1m' },
    ],
  },
  silences: [
    { name: 'release', cron: '0 22 * * 6', duration: '4h', match: [label('team').is('quant')] },
    { name: 'move', at: '2026-12-05T22:00', duration: '1h', match: [label('team').is('web')] },
  ],
});
