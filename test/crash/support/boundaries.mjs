// A worker interceptor that knows every boundary of the work: before and after the effect of each activity, before and
// after each AWS call that changes something. It records the boundaries that the worker comes to. At those that the
// script names it does, once in all processes that share the ledger, what the script says: `kill` the process, `stop`
// it, or `wait` for leave.
import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RDSClient } from '@aws-sdk/client-rds';
import { isMutating } from '../../../dist/sandbox/gateway/is-mutating.js';

/**
 * The script of the round that is played now; a worker lives for several.
 *
 * @returns {{ ledger: string, environment: string, operations: string[], points: Record<string, string> }}
 */
const readScript = () => JSON.parse(readFileSync(process.env.BACKLOT_TEST_SCRIPT, 'utf8'));

/** The step that is being executed, and how often it has made each call. */
const current = new AsyncLocalStorage();

/** @type {import('@temporalio/worker').ActivityInterceptorsFactory} */
export const activity = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      const script = readScript();
      const step = nameStep(script, info);
      const { attempt } = info;
      if (attempt > 1) note(script, 'attempts', { step, attempt, at: Date.now() });
      return await current.run({ script, step, attempt, calls: new Map() }, async () => {
        await reach('before');
        const result = await next(input);
        if (!info.activityType.startsWith('await')) await reach('after-effect');
        return result;
      });
    },
  },
});

// All clients of the SDK inherit `send` from one class; beneath it are the SDK's own retries.
const clients = Object.getPrototypeOf(RDSClient.prototype);
const { send } = clients;
clients.send = async function (command, ...options) {
  const action = command.constructor.name.replace(/Command$/, '');
  const made = current.getStore();
  if (made === undefined || !isMutating(action)) return await send.call(this, command, ...options);
  const name = `${this.config.serviceId.replaceAll(' ', '')}.${action}`;
  const nth = (made.calls.get(name) ?? 0) + 1;
  made.calls.set(name, nth);
  await reach(`before-call:${name}-${nth}`);
  const answer = await send.call(this, command, ...options);
  await reach(`after-call:${name}-${nth}`);
  return answer;
};

async function reach(boundary) {
  const { script, step, attempt } = current.getStore();
  const key = `${step}/${boundary}`;
  note(script, 'reached', { key });
  const verb = script.points[key];
  if (verb === undefined) return;
  const fired = { key, verb, attempt, pid: process.pid, at: Date.now() };
  if (!claim(join(script.ledger, 'fired', fileOf(key)), fired)) return;
  if (verb === 'kill') process.kill(process.pid, 'SIGKILL');
  if (verb === 'stop') process.kill(process.pid, 'SIGSTOP');
  if (verb === 'wait') while (!existsSync(join(script.ledger, 'leave', fileOf(key)))) await sleep(25);
}

/**
 * Names a step so that it has the same name in every run of the same job: by its workflow, its activity, and how many
 * activities of that type the workflow had begun before. The processes agree on that by files, for each may die.
 */
function nameStep(script, { activityType, activityId, workflowExecution: { workflowId, runId } }) {
  const type = `${nameWorkflow(script, workflowId)}/${activityType}`;
  for (let nth = 1; ; nth += 1) {
    const file = join(script.ledger, 'steps', fileOf(`${type}-${nth}`));
    const owner = `${runId} ${activityId}`;
    if (claim(file, owner) || JSON.parse(readFileSync(file, 'utf8')) === owner) return `${type}-${nth}`;
  }
}

function nameWorkflow(script, id) {
  const named = script.operations.reduce(
    (text, operation, index) =>
      text
        .replaceAll(new RegExp(`\\d{8}-${operation.slice(-4)}`, 'g'), String(index + 1))
        .replaceAll(operation, String(index + 1)),
    id.replace(`/${script.environment}`, ''),
  );
  return named.replace(/\/[0-9a-f]{8}$/, '').replaceAll('/', '-');
}

/** Writes a file unless it is there; tells whether this process wrote it. */
function claim(file, content) {
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function note(script, name, line) {
  appendFileSync(join(script.ledger, `${name}.jsonl`), `${JSON.stringify(line)}\n`);
}

function fileOf(key) {
  return encodeURIComponent(key);
}
