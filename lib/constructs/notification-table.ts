import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { NOTIFICATIONS_TABLE } from '../../model/incident/incident.ts';

/**
 * What fires and what was told of it. Deleted with the stack: what fires is seen again, and the name is free for the
 * next one.
 */
export class NotificationTable extends Table {
  constructor(scope: Construct, id: string, { deletionProtection }: { deletionProtection: boolean }) {
    super(scope, id, {
      tableName: NOTIFICATIONS_TABLE,
      partitionKey: { name: 'shelf', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
