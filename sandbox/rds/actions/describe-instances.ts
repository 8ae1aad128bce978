import { placeOf, type Action } from '../action.js';
import { engineName } from '../catalog.js';
import { applyFilters, type FilterValues } from '../filters.js';
import { arn } from '../names.js';
import { page } from '../paging.js';
import type { InstanceRecord } from '../records.js';
import { instanceView } from '../views/instance-view.js';
import { regionOf } from '../world.js';

const filters: FilterValues<InstanceRecord> = {
  'db-instance-id': (record) => [record.identifier, arn(record, 'db', record.identifier)],
  'dbi-resource-id': ({ resourceId }) => [resourceId],
  'db-cluster-id': () => [],
  domain: () => [],
  engine: () => [engineName],
};

/** `DescribeDBInstances` */
export const describeDbInstances: Action = (world, call, input) => {
  const region = regionOf(world, placeOf(call));
  const named = input.text('DBInstanceIdentifier');
  const candidates = named === undefined ? [...region.instances.values()] : [region.instance(named)];
  const { items, marker } = page(input, applyFilters(input, candidates, filters), ({ identifier }) => identifier);
  return Promise.resolve({ DBInstances: items.map((record) => instanceView(world, record)), Marker: marker });
};
