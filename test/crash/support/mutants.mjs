// Defects for workers to play, for the proof that the attacks bite. `forgets-its-name`: a later attempt of a copy asks for
// another name than the first. `sees-nothing`: a later attempt of a copy finds nothing when it looks whether it is there.
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { RDSClient } from '@aws-sdk/client-rds';

const mutated = 'copySnapshot';
const readMutant = () => JSON.parse(readFileSync(process.env.BACKLOT_TEST_SCRIPT, 'utf8')).mutant;

/** Whether the attempt that runs is to find nothing. */
const blind = new AsyncLocalStorage();

/** @type {import('@temporalio/worker').ActivityInterceptorsFactory} */
export const activity = ({ info: { activityType, attempt } }) => ({
  inbound: {
    async execute(input, next) {
      if (activityType !== mutated || attempt === 1) return await next(input);
      const mutant = readMutant();
      if (mutant === 'forgets-its-name') return await next(forget(input));
      return await blind.run(mutant === 'sees-nothing', () => next(input));
    },
  },
});

function forget(input) {
  const [first] = input.args;
  // What a copy is stays at the end of its name, where policies look for it.
  const id = first.to.id.replace(/-([^-]+)$/, '-again-$1');
  return { ...input, args: [{ ...first, to: { ...first.to, id } }] };
}

const clients = Object.getPrototypeOf(RDSClient.prototype);
const { send } = clients;
clients.send = async function (command, ...options) {
  const answer = await send.call(this, command, ...options);
  const isLook = command.constructor.name === 'DescribeDBSnapshotsCommand';
  return isLook && blind.getStore() === true ? { ...answer, DBSnapshots: [] } : answer;
};
