import {
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
} from '@aws-sdk/client-rds';
import type pg from 'pg';
import { productionPassword, type ProductionRole } from '../../../sandbox/seed/roles.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';
import { doorwayOf } from './environment-clients.js';

/** A production instance of a law's own, so that the law may change production. */
export interface ProductionCopy {
  readonly instance: string;
  /** Opens a session as one of production's own people or services. */
  connect(role: ProductionRole, database: string): Promise<pg.Client>;
  remove(): Promise<void>;
}

const startTimeoutMs = 120_000;

/** Restores one of production's instances beside it, as production's administrator would; returns when it answers. */
export async function copyProduction(sandbox: SharedSandbox, like: string, instance: string): Promise<ProductionCopy> {
  const { rds } = await signIn(sandbox, 'production');
  const describe = async (DBInstanceIdentifier: string) =>
    (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0];
  const original = await describe(like);
  const { DBSnapshots = [] } = await rds.send(
    new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: like, SnapshotType: 'automated' }),
  );
  await rds.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      DBInstanceIdentifier: instance,
      DBSnapshotIdentifier: DBSnapshots[0]?.DBSnapshotIdentifier,
      DBSubnetGroupName: original?.DBSubnetGroup?.DBSubnetGroupName,
      DBParameterGroupName: original?.DBParameterGroups?.[0]?.DBParameterGroupName,
      VpcSecurityGroupIds: (original?.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId),
    }),
  );
  await waitUntil(async () => (await describe(instance))?.DBInstanceStatus === 'available', {
    what: `${instance} to be available`,
    timeoutMs: startTimeoutMs,
  });
  const host = (await describe(instance))?.Endpoint?.Address ?? '';
  const doorway = await doorwayOf(sandbox, 'production-app');
  return {
    instance,
    connect: (role, database) => doorway.connect({ host, user: role, password: productionPassword(role), database }),
    async remove() {
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: instance, SkipFinalSnapshot: true }));
    },
  };
}

/** Does something in a session, and ends it. */
export async function inSession<T>(session: Promise<pg.Client>, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await session;
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
