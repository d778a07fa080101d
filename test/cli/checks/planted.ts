import { project } from 'vedette';
import { checks, fallbacks, plantedAt, routesTo } from '../../planted-receivers.ts';

const { PLANTED_URL = '' } = process.env;

const { definitions } = plantedAt(PLANTED_URL, 'p0x');

/** A receiver of every kind that has secrets, all told of everything. */
export default project({
  home: 'eu-west-1',
  checks,
  receivers: [...definitions, ...fallbacks(PLANTED_URL)],
  routes: routesTo(definitions),
});
