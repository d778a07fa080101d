import { environmentName } from '../../model/secret.ts';
import { STREAM_TOKEN } from './market/websocket.ts';
import { LOGIN } from './orders.ts';

/**
 * What the example's checks need to log in to the demo exchange, as the variables that one machine reads secrets from.
 * Only what looks at the demo exchange on this machine is given them; a variable that is set comes before its default.
 */
export const DEMO_SECRETS = {
  [environmentName('demo/password')]: LOGIN.password,
  [environmentName('market/stream-token')]: STREAM_TOKEN,
};
