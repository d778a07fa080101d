import type {
  Datapoint,
  GetMetricStatisticsInput,
  MetricDatum,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../functions/platform/clock.ts';
import type { CloudWatchPort } from '../../functions/sinks/cloudwatch/port.ts';
import { hang, Script, sdkError } from './script.ts';

/** What can go wrong at a call. `lost-answer`: CloudWatch takes the data and its answer never comes. */
type Step = 'throttle' | 'unavailable' | 'deny' | 'refuse' | 'reset' | 'hang' | 'lost-answer';

interface Options {
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * CloudWatch at its edge, with its own rules (PutMetricData, MetricDatum in the API reference): it refuses a whole
 * request for one bad datum, and gives back what it took as statistics.
 */
export class FakeCloudWatch implements CloudWatchPort {
  readonly script = new Script<Step>();
  /** Every call, taken or not. */
  readonly calls: PutMetricDataInput[] = [];
  /** What was taken. */
  readonly taken: MetricDatum[] = [];
  /** Refuses a request that holds such a datum, for a reason that nobody can foresee. */
  poison: (datum: MetricDatum) => boolean = () => false;
  readonly #clock: Options['clock'];

  constructor({ clock }: Options) {
    this.#clock = clock;
  }

  putMetricData = async (input: PutMetricDataInput, signal: AbortSignal): Promise<void> => {
    this.calls.push(input);
    const step = this.script.take();
    if (step === 'hang') await hang(signal);
    if (step && step !== 'lost-answer') throw ERRORS[step as keyof typeof ERRORS]();
    this.#take(input);
    if (step === 'lost-answer') await hang(signal);
  };

  getMetricStatistics = async (input: GetMetricStatisticsInput): Promise<Datapoint[]> => {
    const wanted = JSON.stringify(input.Dimensions);
    const inside = this.taken.filter(
      ({ MetricName, Dimensions, Timestamp = new Date(0) }) =>
        MetricName === input.MetricName &&
        JSON.stringify(Dimensions) === wanted &&
        Timestamp >= (input.StartTime ?? 0) &&
        Timestamp < (input.EndTime ?? 0),
    );
    return inside.length === 0 ? [] : [statisticsOf(inside)];
  };

  #take({ Namespace, MetricData = [] }: PutMetricDataInput): void {
    if (!Namespace) throw sdkError('MissingParameter', 400, 'The parameter Namespace is required.');
    if (MetricData.length > 1_000) throw invalid('The collection MetricData must not have a size over 1000.');
    if (wireBytes(Namespace, MetricData) > 1_000_000) throw sdkError('RequestEntityTooLarge', 413);
    for (const datum of MetricData) {
      const wrong = this.#wrong(datum);
      if (wrong) throw invalid(wrong);
    }
    this.taken.push(...MetricData);
  }

  #wrong(datum: MetricDatum): string | undefined {
    const { MetricName, Dimensions = [], Values = [], Counts = [], Timestamp } = datum;
    const age = this.#clock.now() - Number(Timestamp);
    if (!MetricName) return 'The parameter MetricName is required.';
    if (Dimensions.length > 30) return 'At most 30 dimensions.';
    if (Dimensions.some(({ Name, Value }) => !Name || !Value)) return 'A dimension is empty.';
    if (Values.length === 0 || Values.length > 150) return 'Values must have 1 to 150 items.';
    if (Values.length !== Counts.length) return 'Values and Counts must have the same size.';
    if (!Values.every((value) => Math.abs(value) <= 2 ** 360)) return 'A value is not supported.';
    if (!Counts.every((count) => count > 0)) return 'A count is not supported.';
    if (!(age <= 14 * 86_400_000 && age >= -2 * 3_600_000)) return 'The timestamp is out of range.';
    return this.poison(datum) ? 'Refused.' : undefined;
  }
}

const invalid = (message: string) => sdkError('InvalidParameterValueException', 400, message);

const ERRORS = {
  throttle: () => sdkError('ThrottlingException', 400, 'Rate exceeded'),
  unavailable: () => sdkError('InternalServiceFault', 500),
  deny: () => sdkError('AccessDeniedException', 403, 'not authorized to perform: cloudwatch:PutMetricData'),
  refuse: () => invalid('Refused.'),
  reset: () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
} as const;

/** The body as the SDK writes it: JSON with epoch seconds. */
const wireBytes = (Namespace: string, MetricData: readonly MetricDatum[]): number =>
  Buffer.byteLength(
    JSON.stringify({
      Namespace,
      MetricData: MetricData.map((datum) => ({ ...datum, Timestamp: Number(datum.Timestamp) / 1_000 })),
    }),
  );

/** The values of a datum, each as often as it came. */
export const valuesOf = ({ Values = [], Counts = [] }: MetricDatum): number[] =>
  Values.flatMap((value, index) => Array.from({ length: Counts[index] ?? 0 }, () => value));

function statisticsOf(datums: readonly MetricDatum[]): Datapoint {
  const values = datums.flatMap(valuesOf);
  return {
    Sum: values.reduce((sum, value) => sum + value, 0),
    SampleCount: values.length,
    Minimum: Math.min(...values),
    Maximum: Math.max(...values),
  };
}
