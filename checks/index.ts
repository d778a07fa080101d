import { group, project } from 'vedette';
import { health, quote, redirect, site } from './platform.check.ts';
import { target } from './target.ts';

/** Everything that this deployment watches. */
export default project({
  home: 'ap-southeast-2',
  defaults: {
    network: target.network,
    labels: { team: 'platform' },
    runbook: 'https://runbooks.example.com/trading-platform',
  },
  checks: [
    group('site', { tags: ['public'] }, [site, redirect]),
    group('api', { tags: ['api'] }, [health, quote]),
  ],
});
