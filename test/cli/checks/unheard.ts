import { project, tcp } from 'vedette';

/** A route to a receiver that there is not. */
export default project({
  home: 'eu-west-1',
  checks: [tcp('gateway', { host: 'localhost', port: 1 })],
  routes: { receiver: 'desk' },
});
