import { group, project } from 'vedette';
import { health, orders, quote } from './api.check.ts';
import { portfolio } from './browser.check.ts';
import { endOfDay, marketPrices, news } from './market.check.ts';
import { marketEvents, marketSides, marketStream } from './market-stream.check.ts';
import { fixGateway, publicCertificate, publicName } from './network.check.ts';
import { home } from './page.check.ts';
import { receivers } from './receivers.ts';
import { redirect, site } from './site.check.ts';
import { target } from './target.ts';

/** What is not known of a target is not watched. */
const network = [publicCertificate, publicName, fixGateway].filter((check) => check !== undefined);
const front = [home, portfolio].filter((check) => check !== undefined);

/** Everything that this deployment watches. */
export default project({
  home: 'ap-southeast-2',
  defaults: {
    network: target.network,
    labels: { team: 'platform' },
    runbook: 'https://runbooks.example.com/trading-platform',
  },
  receivers,
  checks: [
    group('site', { tags: ['public'] }, [site, redirect]),
    group('api', { tags: ['api'] }, [health, quote, orders]),
    group('market', { tags: ['market'] }, [
      marketPrices,
      marketStream,
      marketEvents,
      marketSides,
      endOfDay,
      news,
    ]),
    group('network', { tags: ['network'] }, network),
    group('front', { tags: ['front'] }, front),
  ],
});
