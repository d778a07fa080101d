import { http, project } from 'vedette';
import { LOCATIONS } from '../../model/location.ts';

const url = 'https://exchange.example.com/';

/** Composites of each shape: under parents, over more locations than metric math takes, one location alone. */
export default project({
  home: 'eu-west-1',
  checks: [
    http('gateway', { url, labels: { team: 'network' } }),
    http('dns', { url, labels: { team: 'network' } }),
    http('api', { url, dependsOn: ['gateway', 'dns'], thresholds: { degraded: '1s' } }),
    http('wide', { url, locations: LOCATIONS, failWhen: '50%', dependsOn: 'gateway' }),
    http('pair', { url, locations: ['eu-west-1', 'us-east-1'] }),
  ],
});
