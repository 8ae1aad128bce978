import { join } from 'node:path';

import { failInstance } from './instance-lifecycle.js';
import { InstanceHost } from './instance-host.js';
import { endpointName } from './names.js';
import type { InstanceDraft, InstanceRecord } from './records.js';
import { isOn } from './server-settings.js';
import { directoryOf, regionOf, type World } from './world.js';

/** How long an answer about security groups holds, in ms. */
const ingressAge = 500;

/** Gives an instance its machine: an address, a directory and the rules by which it lets clients in. */
export function equip(world: World, draft: InstanceDraft): InstanceRecord {
  const directory = join(directoryOf(world, draft), draft.resourceId);
  const host = new InstanceHost({
    places: {
      programs: world.template.programs,
      home: directory,
      dataDirectory: join(directory, 'pgdata'),
      socketDirectory: join(world.sockets, draft.resourceId.slice(3, 15)),
    },
    directory,
    address: world.nextAddress(),
    port: () => draft.port,
    settings: () => world.settings.translate(draft.parameters),
    requiresTls: () => isOn(draft.parameters['rds.force_ssl']),
    ingress: rememberIngress(world, draft),
    crashed: (failure) => reportCrash(world, draft, failure),
    issueCertificate: () => world.authority.issue(endpointName(draft, draft.identifier)),
  });
  return Object.assign(draft, { host });
}

function reportCrash(world: World, record: InstanceDraft, failure: unknown): void {
  const { events } = regionOf(world, record);
  if (failure === undefined) events.instance(record, 'availability', 'DB instance restarted');
  else failInstance(world, record, 'failed', failure);
}

function rememberIngress(world: World, draft: InstanceDraft): () => Promise<readonly string[]> {
  let known: { readonly until: number; readonly groups: string; readonly blocks: readonly string[] } | undefined;
  return async () => {
    const ids = draft.securityGroups.filter(({ status }) => status !== 'adding').map(({ id }) => id);
    const groups = `${ids.join()} ${String(draft.port)}`;
    if (known === undefined || known.until < Date.now() || known.groups !== groups) {
      const blocks = await world.options.securityGroups.ingress(draft.accountId, draft.region, ids, draft.port);
      known = { until: Date.now() + ingressAge, groups, blocks };
    }
    return known.blocks;
  };
}
