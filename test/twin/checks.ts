import { email, http, project, status } from 'vedette';

const exchange = `http://127.0.0.1:${process.env.VEDETTE_DEMO_PORT}`;

/** One check that is told at once, to a receiver that this machine cannot send to. */
export default project({
  home: 'eu-west-1',
  receivers: [email('desk', { addresses: ['desk@a.example'] })],
  routes: { receiver: 'desk', groupWait: '0s' },
  checks: [
    http('quote', {
      url: `${exchange}/health`,
      network: 'private',
      every: '10s',
      timeout: '2s',
      alarms: { failed: { failures: 1, of: 1 } },
      expect: [status.is(200)],
      locations: ['eu-west-1', 'us-east-1'],
    }),
  ],
});
