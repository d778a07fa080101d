import { email, http, label, pagerduty, project, type Silence, secret, slack, sms, webhook } from 'vedette';

const gateway = http('gateway', { url: 'https://exchange.example.com/health', every: '30s' });

/** Told when all three locations agree, at the first bad run; while the gateway fails, nobody is told of this one. */
const quote = http('quote', {
  url: 'https://exchange.example.com/v1/quotes?symbol=BHP',
  locations: ['ap-southeast-2', 'us-east-1', 'eu-west-1'],
  failWhen: 'all',
  alarms: { failed: { failures: 1, of: 1 }, advisory: { severity: 'warning' } },
  dependsOn: 'gateway',
  labels: { severity: 'critical', team: 'quant', category: 'business' },
});

const releaseNight: Silence = {
  name: 'release-night',
  cron: '0 22 * * 6',
  timeZone: 'Australia/Sydney',
  duration: '4h',
  match: [label('team').is('quant'), label('severity').isNot('critical')],
};

export default project({
  home: 'ap-southeast-2',
  receivers: [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token'), fallback: 'email' }),
    pagerduty('pagerduty', { routingKey: secret('pagerduty/routing-key'), fallback: 'email' }),
    email('email', { addresses: ['desk@exchange.example.com'] }),
    sms('sms', { numbers: ['+61412345678'] }),
    webhook('business', {
      url: 'https://hooks.exchange.example.com/vedette',
      signWith: secret('hooks/signing'),
    }),
  ],
  // Without routes: the default tree fits these names.
  silences: [releaseNight],
  checks: [gateway, quote],
});
