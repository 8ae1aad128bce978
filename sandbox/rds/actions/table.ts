import type { Action } from '../action.js';
import { copyDbSnapshot } from './copy-snapshot.js';
import { createDbInstance } from './create-instance.js';
import { createDbSnapshot } from './create-snapshot.js';
import { deleteDbInstance } from './delete-instance.js';
import { deleteDbSnapshot } from './delete-snapshot.js';
import {
  describeAccountAttributes,
  describeDbEngineVersions,
  describeOrderableDbInstanceOptions,
} from './describe-catalog.js';
import { describeEvents } from './describe-events.js';
import { describeDbInstances } from './describe-instances.js';
import { describeDbSnapshots } from './describe-snapshots.js';
import { modifyDbInstance } from './modify-instance.js';
import { createDbParameterGroup, deleteDbParameterGroup, describeDbParameterGroups } from './parameter-groups.js';
import { describeDbParameters, modifyDbParameterGroup, resetDbParameterGroup } from './parameters.js';
import { rebootDbInstance, startDbInstance, stopDbInstance } from './power.js';
import { restoreDbInstanceFromDbSnapshot } from './restore-instance.js';
import { restoreDbInstanceToPointInTime } from './restore-to-point-in-time.js';
import { describeDbSnapshotAttributes, modifyDbSnapshotAttribute } from './snapshot-attributes.js';
import {
  createDbSubnetGroup,
  deleteDbSubnetGroup,
  describeDbSubnetGroups,
  modifyDbSubnetGroup,
} from './subnet-groups.js';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.js';

/** The actions that exist, by their AWS names. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['AddTagsToResource', addTagsToResource],
  ['CopyDBSnapshot', copyDbSnapshot],
  ['CreateDBInstance', createDbInstance],
  ['CreateDBParameterGroup', createDbParameterGroup],
  ['CreateDBSnapshot', createDbSnapshot],
  ['CreateDBSubnetGroup', createDbSubnetGroup],
  ['DeleteDBInstance', deleteDbInstance],
  ['DeleteDBParameterGroup', deleteDbParameterGroup],
  ['DeleteDBSnapshot', deleteDbSnapshot],
  ['DeleteDBSubnetGroup', deleteDbSubnetGroup],
  ['DescribeAccountAttributes', describeAccountAttributes],
  ['DescribeDBEngineVersions', describeDbEngineVersions],
  ['DescribeDBInstances', describeDbInstances],
  ['DescribeDBParameterGroups', describeDbParameterGroups],
  ['DescribeDBParameters', describeDbParameters],
  ['DescribeDBSnapshotAttributes', describeDbSnapshotAttributes],
  ['DescribeDBSnapshots', describeDbSnapshots],
  ['DescribeDBSubnetGroups', describeDbSubnetGroups],
  ['DescribeEvents', describeEvents],
  ['DescribeOrderableDBInstanceOptions', describeOrderableDbInstanceOptions],
  ['ListTagsForResource', listTagsForResource],
  ['ModifyDBInstance', modifyDbInstance],
  ['ModifyDBParameterGroup', modifyDbParameterGroup],
  ['ModifyDBSnapshotAttribute', modifyDbSnapshotAttribute],
  ['ModifyDBSubnetGroup', modifyDbSubnetGroup],
  ['RebootDBInstance', rebootDbInstance],
  ['RemoveTagsFromResource', removeTagsFromResource],
  ['ResetDBParameterGroup', resetDbParameterGroup],
  ['RestoreDBInstanceFromDBSnapshot', restoreDbInstanceFromDbSnapshot],
  ['RestoreDBInstanceToPointInTime', restoreDbInstanceToPointInTime],
  ['StartDBInstance', startDbInstance],
  ['StopDBInstance', stopDbInstance],
]);
