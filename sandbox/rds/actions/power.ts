import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { rebootInstance, resumeInstance, stopInstance } from '../instance-lifecycle.js';
import type { InstanceRecord } from '../records.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf, type World } from '../world.js';

/** `RebootDBInstance` */
export const rebootDbInstance: Action = action('available', rebootInstance);

/** `StopDBInstance` */
export const stopDbInstance: Action = action('available', stopInstance);

/** `StartDBInstance` */
export const startDbInstance: Action = action('stopped', resumeInstance);

function action(needed: string, start: (world: World, record: InstanceRecord) => void): Action {
  return (world, call, input) => {
    const record = regionOf(world, placeOf(call)).instance(input.requiredText('DBInstanceIdentifier'));
    if (record.status !== needed) throw faults.instanceState(record.identifier, record.status);
    start(world, record);
    return Promise.resolve({ DBInstance: instanceView(world, record) });
  };
}
