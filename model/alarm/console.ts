import type { Check } from '../check.ts';
import { NAMESPACE } from '../metric.ts';

/** Addresses of the AWS console, for whoever is signed in to the account. `region` is the home region's. */
const cloudWatch = (region: string, place: string): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#${place}`;

/** An alarm's own page. */
export const alarmLink = (region: string, name: string): string =>
  cloudWatch(region, `alarmsV2:alarm/${encodeURIComponent(name)}`);

/** Text within the console's addresses, which are JSURL: `*2f` stands for a slash. For text in ASCII. */
function escaped(text: string): string {
  return text.replace(/[^\w.-]/g, (character) => `*${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Escaped once: an id has nothing to escape, and a deployment has thousands of these links. */
const SEARCH = {
  before: escaped(`SEARCH('{${NAMESPACE},Check,Location} Check="`),
  after: escaped(`"', 'Maximum', `),
};

/** Every metric of a check at every location, as a graph of the last three hours. */
export function metricsLink(region: string, { id, everyMs }: Pick<Check, 'id' | 'everyMs'>): string {
  const search = `${SEARCH.before}${id}${SEARCH.after}${everyMs / 1_000}*29`;
  return cloudWatch(
    region,
    `metricsV2?graph=~(metrics~(~(~(expression~'${search}))))~view~'timeSeries~region~'${region})`,
  );
}

/** What the probes logged of a check in the last three hours, newest first. `region` is the log group's. */
export function logsLink(region: string, logGroup: string, { id }: Pick<Check, 'id'>): string {
  const query = `fields @timestamp, location, state, message | filter check = "${id}" | sort @timestamp desc | limit 100`;
  const detail = `~(end~0~start~-10800~timeType~'RELATIVE~unit~'seconds~editorString~'${escaped(query)}~source~(~'${escaped(logGroup)}))`;
  return cloudWatch(region, `logsV2:logs-insights?queryDetail=${detail}`);
}

/** The files in a folder of a bucket; `folder` ends with a slash. */
export const evidenceLink = (region: string, bucket: string, folder: string): string =>
  `https://${region}.console.aws.amazon.com/s3/buckets/${bucket}?region=${region}&prefix=${encodeURIComponent(folder)}`;
