import { dynamoDbStore } from '../functions/notify/dynamodb-store.ts';
import type { Store } from '../functions/notify/store.ts';
import { systemClock } from '../functions/platform/clock.ts';
import { NOTIFICATIONS_TABLE } from '../model/incident/incident.ts';
import type { DrillRoad } from './drill.ts';

/** The notifier's store of what is deployed, with the credentials that the AWS command line would take. */
export const deployedStore = (home: string): Store => dynamoDbStore(NOTIFICATIONS_TABLE, { region: home });

/** The road of what is deployed. */
export function deployedRoad(home: string): DrillRoad {
  return {
    store: deployedStore(home),
    clock: systemClock,
    close: async () => {},
    setState: async (alarm, state) => {
      const { CloudWatchClient, SetAlarmStateCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = new CloudWatchClient({ region: home });
      const StateReason = 'a test by vedette drill; nobody has to do anything';
      await client.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: state, StateReason }));
      client.destroy();
    },
  };
}
