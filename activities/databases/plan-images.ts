import { chooseImages } from '../../domain/choose-images.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { EnvironmentDatabase, FleetRef } from '../../domain/messages/slices.js';
import { runConcurrently } from '../../scrub/run-concurrently.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadStoredFleet } from '../fleet/stored-fleet.js';
import { rulesDigest, rulesOf } from '../fleet/rules-digest.js';
import { createImageActivities } from './images.js';
import { createSourceActivities } from './source.js';

/** Calls to production side by side: hundreds of databases are looked at in seconds, and nobody is throttled for it. */
const looksAtOnce = 5;

/** Which databases need images, and how fresh they must be. */
export interface PlanImagesInput {
  readonly fleet: FleetRef;
  readonly databases: readonly EnvironmentDatabase[];
  readonly maxImageAgeMs: number;
  readonly currentEpoch: string;
}

/** The images that a generation will be made of, as far as they exist. */
export interface PlannedImages {
  readonly epoch: string;
  /** By database; the missing ones are to be made. */
  readonly images: Readonly<Record<string, ImageRef>>;
  /** ISO time of the data that would serve, by database: the image's, or that of production's snapshot. */
  readonly dataTimes: Readonly<Record<string, string>>;
  /** Allocated size by database, in GiB. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Activities that look ahead, before anything is started. */
export function createPlanActivities(dependencies: ActivityDependencies) {
  const images = createImageActivities(dependencies);
  const sources = createSourceActivities(dependencies);

  return {
    /** Chooses the images of one generation, and finds the data times of those that will have to be made. */
    async planImages({ fleet: ref, databases, maxImageAgeMs, currentEpoch }: PlanImagesInput): Promise<PlannedImages> {
      const fleet = await loadStoredFleet(dependencies.objects, ref);
      const slices = databases.map(({ database }) => database);
      const rules = Object.fromEntries(
        slices.map(({ name, rules: file }) => [name, rulesDigest(rulesOf(fleet, file))]),
      );
      const choice = chooseImages(
        slices.map(({ name }) => name),
        await images.findImages({ databases: slices }),
        { rules, now: Date.now(), maxAgeMs: maxImageAgeMs, currentEpoch },
      );
      const dataTimes: Record<string, string> = {};
      const sizes: Record<string, number> = {};
      await runConcurrently(slices, looksAtOnce, async (database) => {
        const image = choice.images[database.name];
        if (image === undefined && database.source.snapshot !== 'latest-automated') {
          dataTimes[database.name] = database.source.at ?? new Date().toISOString();
          return;
        }
        const { dataTime, sizeGiB } = image ?? (await sources.findAutomatedSnapshot(database));
        dataTimes[database.name] = dataTime;
        sizes[database.name] = sizeGiB;
      });
      return { ...choice, dataTimes, sizes };
    },
  };
}
