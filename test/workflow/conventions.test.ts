import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import type * as proxies from '../../workflows/support/activities.js';
import { placeImages, placeOldGeneration } from './support/scenery.js';
import { test } from './support/stage.js';

const workflows = fileURLToPath(new URL('../../workflows/', import.meta.url));
const suffix = /(Update|Query|Signal)$/;

interface Scheduled {
  readonly name: string;
  readonly wait: boolean;
  readonly maximumAttempts: number;
  readonly backoffCoefficient: number;
  readonly heartbeats: boolean;
  readonly bounded: boolean;
}

/** Activities that look once and are tried again until what they look at is ready. */
const waits: readonly (keyof typeof proxies.waits)[] = [
  'awaitHolderGone',
  'awaitInstance',
  'awaitInstanceGone',
  'awaitRecords',
  'awaitSnapshot',
  'awaitWorkflowClosed',
];

describe('the messages of the workflows', () => {
  test('have the names of their constants on the wire', async () => {
    const files = (await readdir(workflows, { recursive: true })).filter((file) => file.endsWith('.ts'));
    const messages: [string, unknown][] = [];
    for (const file of files) {
      const exported = (await import(path.join(workflows, file))) as Record<string, { name?: unknown }>;
      for (const [constant, { name }] of Object.entries(exported)) {
        if (suffix.test(constant)) messages.push([constant.replace(suffix, ''), name]);
      }
    }
    expect(messages.map(([constant]) => constant).toSorted()).toEqual(
      [
        ...['approveCutover', 'pause', 'progress', 'resume', 'skipDatabase'],
        ...['abandon', 'approve', 'progress', 'reject', 'retryStep', 'skipHook'],
        ...['release', 'steps'],
      ].toSorted(),
    );
    for (const [constant, name] of messages) expect(name).toBe(constant);
  });
});

describe('the activities of a refresh', () => {
  test('are waited for, tried again and bounded as their class of work demands', async ({ stage }) => {
    placeImages(stage, { users: 3_600_000 });
    placeOldGeneration(stage);
    const handle = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    const { generation } = await handle.result();
    const ids = [
      handle.workflowId,
      `sanitize/orders-${stage.id}`,
      `prepare/${stage.fleet.environment.name}/users-${stage.id}/${generation}`,
      `lease/${stage.fleet.environment.name}`,
    ];
    const scheduled = (await Promise.all(ids.map((id) => scheduledBy(stage.client.workflow.getHandle(id))))).flat();

    const looked = new Set(scheduled.filter(({ wait }) => wait).map(({ name }) => name));
    expect([...looked].toSorted()).toEqual(waits.filter((name) => name !== 'awaitWorkflowClosed'));
    for (const activity of scheduled) {
      expect(activity).toMatchObject({ heartbeats: true, bounded: true });
      if (activity.wait) expect(activity).toMatchObject({ maximumAttempts: 0, backoffCoefficient: 1 });
    }
  });
});

async function scheduledBy(handle: { fetchHistory(): Promise<{ events?: History[] | null }> }): Promise<Scheduled[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (!scheduled) return [];
    const name = scheduled.activityType?.name ?? '';
    return [
      {
        name,
        wait: name.startsWith('await'),
        maximumAttempts: scheduled.retryPolicy?.maximumAttempts ?? 0,
        backoffCoefficient: scheduled.retryPolicy?.backoffCoefficient ?? 0,
        heartbeats: isSet(scheduled.heartbeatTimeout),
        bounded: isSet(scheduled.startToCloseTimeout) && isSet(scheduled.scheduleToCloseTimeout),
      },
    ];
  });
}

interface Duration {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

interface History {
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType?: { readonly name?: string | null } | null;
    readonly retryPolicy?: {
      readonly maximumAttempts?: number | null;
      readonly backoffCoefficient?: number | null;
    } | null;
    readonly heartbeatTimeout?: Duration | null;
    readonly startToCloseTimeout?: Duration | null;
    readonly scheduleToCloseTimeout?: Duration | null;
  } | null;
}

function isSet(duration: Duration | null | undefined): boolean {
  return Number(duration?.seconds ?? 0) > 0 || (duration?.nanos ?? 0) > 0;
}
