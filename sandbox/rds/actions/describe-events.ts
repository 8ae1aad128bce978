import { placeOf, type Action } from '../action.js';
import { faults } from '../faults.js';
import { page } from '../paging.js';
import { regionOf } from '../world.js';

/** What a call sees that names no time, in minutes. */
const defaultDuration = 60;

/** `DescribeEvents` */
export const describeEvents: Action = (world, call, input) => {
  const source = input.text('SourceIdentifier');
  const type = input.text('SourceType');
  if (source !== undefined && type === undefined) {
    throw faults.combination('SourceType is required when SourceIdentifier is given.');
  }
  const end = input.date('EndTime') ?? new Date();
  const minutes = input.integer('Duration') ?? defaultDuration;
  const start = input.date('StartTime') ?? new Date(end.getTime() - minutes * 60_000);
  const categories = input.list('EventCategories');
  const found = regionOf(world, placeOf(call))
    .events.all()
    .map((event, index) => ({ event, key: String(index).padStart(8, '0') }))
    .filter(
      ({ event }) =>
        event.date >= start &&
        event.date <= end &&
        (type === undefined || event.sourceType === type) &&
        (source === undefined || event.sourceIdentifier === source.toLowerCase()) &&
        (categories === undefined || event.categories.some((category) => categories.includes(category))),
    );
  const { items, marker } = page(input, found, ({ key }) => key);
  return Promise.resolve({
    Events: items.map(({ event }) => ({
      SourceIdentifier: event.sourceIdentifier,
      SourceType: event.sourceType,
      SourceArn: event.sourceArn,
      Message: event.message,
      EventCategories: event.categories,
      Date: event.date,
    })),
    Marker: marker,
  });
};
