import { stateKey } from '../../domain/stacks/state-keys.js';
import type { StateResource } from '../../domain/stacks/compare-journal.js';
import type { StateBucket } from './state-bucket.js';

/** Which state something was made from. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** A stack's state, as Terraform has left it in the bucket. */
export interface StackState extends StateVersion {
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  /** What it manages; data sources are left out. */
  readonly resources: readonly StateResource[];
}

interface StateFile {
  readonly lineage?: string;
  readonly serial?: number;
  readonly outputs?: StackState['outputs'];
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly {
      readonly index_key?: string | number;
      readonly deposed?: string;
      readonly attributes?: { readonly id?: unknown } | null;
    }[];
  }[];
}

/** The state of a stack that was never applied. */
export const noState: StackState = { lineage: '', serial: 0, outputs: {}, resources: [] };

/** Reads a stack's state. Terraform itself would need five seconds of processor time for it. */
export async function readState(
  bucket: Pick<StateBucket, 'readJson'>,
  environment: string,
  stack: string,
): Promise<StackState> {
  const file = (await bucket.readJson(stateKey(environment, stack))) as StateFile | undefined;
  return file === undefined ? noState : parseState(file);
}

/** Reads what Terraform writes. */
export function parseState({ lineage = '', serial = 0, outputs = {}, resources = [] }: StateFile): StackState {
  return {
    lineage,
    serial,
    outputs,
    resources: resources
      .filter(({ mode }) => mode === 'managed')
      .flatMap(({ module, type, name, instances = [] }) =>
        instances
          .filter(({ deposed }) => deposed === undefined)
          .map(({ index_key: key, attributes }) => ({
            address: `${module === undefined ? '' : `${module}.`}${type}.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`,
            id: typeof attributes?.id === 'string' ? attributes.id : undefined,
          })),
      ),
  };
}
