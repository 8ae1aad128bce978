import type { MainActivities } from '../../../../activities/index.js';
import { NotReadyError } from '../../../../activities/edge/not-ready.js';
import { assignmentId, compareAccess } from '../../../../domain/access/assignments.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { Fakes } from './fakes.js';
import type { Resources } from './resources.js';
import { patience } from './snapshot-activities.js';

type AccessActivities = Pick<
  Fakes<MainActivities>,
  'planAccess' | 'listAccess' | 'recordAccess' | 'giveAccess' | 'awaitAccessGiven' | 'takeAccess' | 'awaitAccessTaken'
>;

/** Who may enter the fake account: an assignment comes and goes once its request was waited for. */
export function createAccessFakes(world: Resources): AccessActivities {
  const { household } = world;
  const polls = new Map<string, number>();
  const ask = (): { requestId: string } => {
    const requestId = `access-${world.next()}`;
    polls.set(requestId, patience.polls);
    return { requestId };
  };
  const wait = (requestId: string): void => {
    const left = polls.get(requestId) ?? 0;
    polls.set(requestId, left - 1);
    if (left > 0) throw new NotReadyError('in progress', patience.againInMs);
  };

  return {
    planAccess({ grants }) {
      const wanted = grants.map(({ group, permissionSet }) => {
        if (household.missingGroups.has(group)) throw new BacklotError('NotFound', `There is no group ${group}.`);
        return { permissionSet, principal: 'GROUP', principalId: group } as const;
      });
      return compareAccess(wanted, household.assignments);
    },

    listAccess: () => ({ assignments: household.assignments }),

    recordAccess({ environment, operationId, ...record }) {
      household.objects.set(`access/${environment}/${operationId}`, record);
    },

    giveAccess({ assignment }) {
      if (household.assignments.some((each) => assignmentId(each) === assignmentId(assignment))) return {};
      household.assignments = [...household.assignments, assignment];
      world.did(`give ${assignmentId(assignment)}`);
      return ask();
    },

    awaitAccessGiven: ({ requestId }) => wait(requestId),

    takeAccess({ assignment }) {
      const left = household.assignments.filter((each) => assignmentId(each) !== assignmentId(assignment));
      if (left.length === household.assignments.length) return {};
      household.assignments = left;
      world.did(`take ${assignmentId(assignment)}`);
      return ask();
    },

    awaitAccessTaken: ({ requestId }) => wait(requestId),
  };
}
