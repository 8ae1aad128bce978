import type { Client } from '@temporalio/client';
import type { MainActivities } from '../../../../activities/index.js';
import { operationIsOpen } from '../../../../activities/sweep/open-operations.js';
import { judgeLeftover } from '../../../../domain/judge-leftover.js';
import type { Leftover } from '../../../../domain/messages/sweep.js';
import type { Place } from '../../../../domain/messages/slices.js';
import { tagKeys, type ResourceKind, type Tags } from '../../../../domain/tags.js';
import type { Resources } from './resources.js';

interface Found {
  readonly type: 'instance' | 'snapshot';
  readonly place: Place;
  readonly id: string;
  readonly tags: Tags;
  readonly serving: boolean;
  readonly finished: boolean;
}

/** Finds leftovers by the product's own judgement, with the real state of the workflows that own them. */
export function createSweepFakes(world: Resources, client: Client): Pick<MainActivities, 'findLeftovers'> {
  return {
    async findLeftovers({ account, database }) {
      const leftovers: Leftover[] = [];
      for (const { type, place, id, tags, serving, finished } of everything(world)) {
        const environment = tags[tagKeys.environment];
        if (tags[tagKeys.operation] === undefined || (account !== undefined && environment !== account)) continue;
        if (database !== undefined && (environment !== undefined || tags[tagKeys.database] !== database)) continue;
        const kind = tags[tagKeys.kind] as ResourceKind;
        const operationOpen = await operationIsOpen(client, tags);
        const verdict = judgeLeftover({ kind, tags, operationOpen, serving, finished }, Date.now());
        if (verdict === undefined) continue;
        leftovers.push({
          place,
          type,
          id,
          kind,
          tags,
          ...verdict,
          ...(environment === undefined ? {} : { environment }),
        });
      }
      return leftovers;
    },
  };
}

function everything(world: Resources): Found[] {
  const pointedTo = [...world.records.values()].map(({ value }) => value);
  return [
    ...[...world.instances.values()].map(({ place, id, tags, endpoint, polls }): Found => {
      return { type: 'instance', place, id, tags, serving: pointedTo.includes(endpoint), finished: polls === 0 };
    }),
    ...[...world.snapshots.values()].map(({ place, id, tags, polls, failed }): Found => {
      return { type: 'snapshot', place, id, tags, serving: false, finished: polls === 0 && !failed };
    }),
  ];
}
