import type { Check } from '../check.ts';
import { NAMESPACE } from '../metric.ts';

/** Addresses of the AWS console, for whoever is signed in to the account. `region` is the home region's. */
const cloudWatch = (region: string, place: string): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#${place}`;

/** An alarm's own page. */
export const alarmLink = (region: string, name: string): string =>
  cloudWatch(region, `alarmsV2:alarm/${encodeURIComponent(name)}`);

/** Every metric of a check at every location, as a graph of the last three hours. */
export function metricsLink(region: string, { id, everyMs }: Pick<Check, 'id' | 'everyMs'>): string {
  const search = `SEARCH('{${NAMESPACE},Check,Location} Check="${id}"', 'Maximum', ${everyMs / 1_000})`;
  return cloudWatch(
    region,
    `metricsV2?graph=~(metrics~(~(~(expression~'${escaped(search)}))))~view~'timeSeries~region~'${region})`,
  );
}

/** What the probes logged of a check in the last three hours, newest first. `region` is the log group's. */
export function logsLink(region: string, logGroup: string, { id }: Pick<Check, 'id'>): string {
  const query = `fields @timestamp, location, state, message | filter check = "${id}" | sort @timestamp desc | limit 100`;
  const detail = `~(end~0~start~-10800~timeType~'RELATIVE~unit~'seconds~editorString~'${escaped(query)}~source~(~'${escaped(logGroup)}))`;
  return cloudWatch(region, `logsV2:logs-insights?queryDetail=${detail}`);
}

/** Text within the console's addresses, which are JSURL: `*2f` stands for a slash. For text in ASCII. */
const escaped = (text: string): string =>
  text.replace(/[^\w.-]/g, (character) => `*${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
