import { http, project } from 'vedette';
import { CHECKS, idOf } from '../archive/work.ts';

/** The checks of the archive's bench, of a target that refuses: what is measured is us. */
export default project({
  home: 'eu-west-1',
  checks: Array.from({ length: CHECKS }, (_, n) =>
    http(idOf(n), { url: 'http://127.0.0.1:1/', every: '1m', network: 'private' }),
  ),
});
