import { createObjectStore, type ObjectStore } from '../../../activities/state/object-store.js';
import { requireFleet } from '../../../config/require-fleet.js';
import { readSettings } from '../../../config/settings.js';
import { productVariables } from '../../../sandbox/runtime/environment-variables.js';
import { createAwsDependencies } from '../../../workers/dependencies.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

/** What the product's own activities reach AWS with, under the roles that they assume. */
export type ProductAccess = Awaited<ReturnType<typeof createAwsDependencies>> & { readonly objects: ObjectStore };

/** Reaches the sandbox as a worker of Acme's fleet does, so that single activities can be called without Temporal. */
export async function productAccess({ client }: SharedSandbox): Promise<ProductAccess> {
  const { organization } = await requireFleet('examples/acme');
  const settings = readSettings(organization, { ...productVariables(await client.describe()) });
  const needed = await createAwsDependencies(organization, settings);
  const { state } = organization;
  return { ...needed, objects: createObjectStore(needed.aws.state(state.region), state) };
}
