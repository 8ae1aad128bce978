import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { searchAttributes } from '../../../domain/search-attributes.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';

const { INDEXED_VALUE_TYPE_KEYWORD } = temporal.api.enums.v1.IndexedValueType;
const retentionSeconds = 24 * 3_600;

/** A client in a Temporal namespace of one law: the workers and leases of other laws are elsewhere. */
export interface OwnNamespace {
  readonly namespace: string;
  readonly client: Client;
  readonly connection: Connection;
}

/** Makes a namespace with Backlot's search attributes; returns when it can be used. */
export async function createNamespace(address: string, namespace: string): Promise<OwnNamespace> {
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: retentionSeconds as never },
  });
  const wanted = Object.values(searchAttributes).map(({ name }) => name);
  await waitUntil(
    async () => {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(wanted.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
      });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      return wanted.every((name) => Object.hasOwn(customAttributes ?? {}, name));
    },
    { what: `the search attributes of namespace ${namespace}`, timeoutMs: 30_000 },
  );
  return { namespace, connection, client: new Client({ connection, namespace }) };
}
