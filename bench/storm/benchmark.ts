import { type Benchmark, median, type Row, times } from '../benchmark.ts';
import { askOnce } from '../child.ts';
import type { StoreUse, Storm, ToldTo, Weathered } from './contender.ts';
import { type Desk, openDesk, sentToSlack, twiceAtPagerDuty, twiceInSlack } from './desk.ts';
import { type Doubled, doubled } from './uncertain.ts';

/** What Alertmanager 0.28.1 took for 1,000 alerts at once, without a group wait: measured apart, on a machine like this. */
const ALERTMANAGER = {
  cpuSeconds: 0.44,
  memory: '60 to 68 MB',
  latency: 'p50 0.72 s, group_wait 0',
} as const;

const FULL = { alarms: 1_000, overMs: 60_000, notifications: 400 } as const;
const QUICK = { alarms: 100, overMs: 3_000, notifications: 38 } as const;

const SECOND = 1_000;

/** In real time, so that about two minutes are spent waiting: for the alarms, and for the window that gathers them. */
export const storm: Benchmark = {
  about: 'alarms to the first message, with servers that act as Slack and PagerDuty, in real time',
  run: async ({ quick }) => {
    const { alarms, overMs, notifications } = quick ? QUICK : FULL;
    const many = alarms.toLocaleString('en');
    const [slowly, atOnce] = await Promise.all([
      weather(`${many} over ${overMs / SECOND} s`, { alarms, overMs, isCounted: true }),
      weather(`${many} at once`, { alarms, overMs: 0, isCounted: false }).then(async (rows) => [
        ...rows,
        // While the other storm is still waiting for its alarms.
        ...ofDoubled(await doubled(notifications)),
      ]),
    ]);
    return [...atOnce, ...slowly];
  },
};

async function weather(name: string, one: Omit<Storm, 'slack' | 'pagerduty'>): Promise<Row[]> {
  const desk = await openDesk();
  try {
    const storm: Storm = { ...one, slack: desk.slack.api, pagerduty: desk.duty.api };
    const weathered = await askOnce<Weathered>(import.meta.resolve('./ours.ts'), storm);
    return rowsOf(weathered, desk, storm).map((row) => ({ ...row, name: `${name}: ${row.name}` }));
  } finally {
    desk.close();
  }
}

function rowsOf(weathered: Weathered, desk: Desk, storm: Storm): Row[] {
  const { endMs, told, messages, invocations, store } = weathered;
  return [
    ...Object.entries(told).map(([receiver, one]) => toldRow(receiver, one, weathered, desk)),
    ...sentRows(desk),
    ...Object.entries(told).map(([receiver, one]) => kept(receiver, one, desk, storm)),
    { name: 'all ends told', value: endMs / SECOND, unit: 's', note: 'all end at once' },
    { name: 'messages in the queue', value: messages, unit: '', note: `${invocations} invocations` },
    ...(store ? storeRows(store) : costRows(weathered)),
  ];
}

function toldRow(name: string, { latencies }: ToldTo, { beganAt }: Weathered, { firstAt }: Desk): Row {
  const first = (firstAt[name as keyof Desk['firstAt']] ?? Number.NaN) - beganAt;
  const [p50, max] = [median(latencies), latencies.at(-1) ?? Number.NaN].map((ms) =>
    (ms / SECOND).toFixed(1),
  );
  return {
    name: `first message, ${name}`,
    value: first / SECOND,
    unit: 's',
    ratio: `each alarm: p50 ${p50} s, max ${max} s`,
    note: `10 s of it gather the batch; Alertmanager: ${ALERTMANAGER.latency}`,
  };
}

function sentRows(desk: Desk): Row[] {
  const { messages, updates, replies } = sentToSlack(desk);
  const incidents = desk.duty.incidents.length;
  return [
    {
      name: 'messages, slack',
      value: messages,
      unit: '',
      note: `${updates} updates, ${replies} replies in threads`,
    },
    { name: 'events, pagerduty', value: desk.duty.requests.length, unit: '', note: `${incidents} incidents` },
  ];
}

function kept(name: string, { latencies, twice, over }: ToldTo, desk: Desk, { alarms }: Storm): Row {
  const there = name === 'slack' ? twiceInSlack(desk) : twiceAtPagerDuty(desk);
  return {
    name: `lost, ${name}`,
    value: alarms - latencies.length + (alarms - over),
    unit: '',
    ratio: `${twice + there} twice`,
    note: `${latencies.length} of ${alarms} told, and ${over} ends`,
  };
}

const costRows = ({ cpuSeconds, idleMb, peakMb }: Weathered): Row[] => [
  {
    name: 'CPU, begin and end',
    value: cpuSeconds,
    unit: 's',
    ratio: times(cpuSeconds, ALERTMANAGER.cpuSeconds, 'Alertmanager'),
  },
  {
    name: 'memory that it takes',
    value: peakMb - idleMb,
    unit: 'MB',
    note: `${Math.round(peakMb)} MB at the peak, with tsx; Alertmanager: ${ALERTMANAGER.memory} in all`,
  },
];

/** DynamoDB on demand, us-east-1: dollars for a million units. */
const READ_PRICE = 0.125;
const WRITE_PRICE = 0.625;

function storeRows({ reads, writes, readUnits, writeUnits }: StoreUse): Row[] {
  const dollars = (readUnits * READ_PRICE + writeUnits * WRITE_PRICE) / 1e6;
  return [
    { name: 'reads of the store', value: reads, unit: '', note: `${readUnits} read units of DynamoDB` },
    {
      name: 'writes of the store',
      value: writes,
      unit: '',
      note: `${writeUnits} write units; with the reads $${dollars.toFixed(4)}`,
    },
  ];
}

function ofDoubled({ notifications, failed, twice, lost, seconds }: Doubled): Row[] {
  const note = `begin and end of each; ${seconds.toFixed(0)} s on a clock 50 times as fast`;
  const rows = [
    { name: 'slack', value: twice.slack + twice.replies, failed: failed.slack, lost: lost.slack },
    { name: 'pagerduty', value: twice.pagerduty, failed: failed.pagerduty, lost: lost.pagerduty },
  ];
  return rows.map(({ name, value, failed, lost }) => ({
    name: `taken, then answered 500: twice, ${name}`,
    value,
    unit: `of ${notifications}`,
    ratio: 'Alertmanager: 400 of 400',
    note: `${failed} such answers, ${lost} lost; ${note}`,
  }));
}
