import type { CleanroomActivities, MainActivities } from '../../../../activities/index.js';
import type { ImageAt } from '../../../../activities/statements/verified-images.js';
import { chooseImages } from '../../../../domain/choose-images.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { ImageRef } from '../../../../domain/messages/sanitize.js';
import type { QuarantineAt } from '../../../../domain/messages/scrub.js';
import { tagKeys } from '../../../../domain/tags.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';
import { newInstance } from './instance-activities.js';
import { keyOf, type FakeInstance, type Resources } from './resources.js';
import { createSnapshotFakes, infoOf, patience } from './snapshot-activities.js';

type ImageActivities = Pick<
  Fakes<MainActivities>,
  | 'findAutomatedSnapshot'
  | 'checkFreshSnapshot'
  | 'restorePointInTime'
  | 'findImages'
  | 'makeImage'
  | 'checkImage'
  | 'shareImage'
  | 'checkCopy'
  | 'planImages'
  | 'checkQuotas'
>;

/** Production's side of an image, and finding, making and sharing images. */
export function createImageFakes(world: Resources, fleet: FakeFleet): ImageActivities {
  const snapshots = createSnapshotFakes(world);
  const checkImage = ({ image: { snapshotId, statement } }: ImageAt): void => {
    if (imagesOf(world).some((image) => image.snapshotId === snapshotId && image.statement === statement)) return;
    throw new BacklotError('StatementInvalid', `Nothing was signed about image ${snapshotId}.`);
  };

  return {
    findAutomatedSnapshot({ source: { place, instance } }) {
      const found = world.snapshots.get(keyOf(place, `rds:${instance}`));
      if (found === undefined) throw new BacklotError('NotFound', `${instance} has no automated snapshot.`);
      return infoOf(found);
    },

    checkFreshSnapshot() {},

    restorePointInTime({ database: { source }, instance, tags }) {
      const { place } = source;
      if (world.instances.has(keyOf(place, instance))) return;
      world.did(`restore ${instance} from ${source.instance}`);
      const restored = newInstance(world, { place, instance });
      world.instances.set(keyOf(place, instance), { ...restored, tags, polls: patience.polls });
    },

    findImages({ databases }) {
      return imagesOf(world).filter(({ database }) => databases.some(({ name }) => name === database));
    },

    makeImage({ signed, copy }) {
      if (!world.statements.has(signed.statement)) {
        throw new BacklotError('StatementInvalid', `Nothing was signed about ${copy.source.arn}.`);
      }
      return snapshots.copySnapshot(copy);
    },

    checkImage,

    shareImage({ account, ...input }) {
      checkImage(input);
      return snapshots.shareSnapshot({ place: input.publisher, id: input.image.snapshotId, account });
    },

    checkCopy({ copy: { place, id }, image }) {
      if (world.snapshots.get(keyOf(place, id))?.source?.arn === image.snapshotArn) return;
      throw new BacklotError('StatementInvalid', `${id} is no copy of ${image.snapshotId}.`);
    },

    planImages({ databases, maxImageAgeMs: maxAgeMs, currentEpoch }) {
      const names = databases.map(({ database: { name } }) => name);
      const rules = Object.fromEntries(names.map((name) => [name, fleet.rulesDigest]));
      const choice = chooseImages(names, imagesOf(world), { rules, now: Date.now(), maxAgeMs, currentEpoch });
      const dataTimes = databases.map(({ database: { name, source } }) => {
        const automated = world.snapshots.get(keyOf(source.place, `rds:${source.instance}`));
        return [name, choice.images[name]?.dataTime ?? automated?.dataTime ?? ''];
      });
      return {
        ...choice,
        dataTimes: Object.fromEntries(dataTimes) as Record<string, string>,
        sizes: Object.fromEntries(names.map((name) => [name, 20])),
      };
    },

    checkQuotas() {},
  };
}

/** SQL in quarantine. It refuses what a scrubber could not reach or must not touch. */
export function createCleanroomFakes(world: Resources, fleet: FakeFleet): Fakes<CleanroomActivities> {
  const open = ({ scope, instance, resourceId }: QuarantineAt): FakeInstance => {
    const found = world.instances.get(keyOf(scope.database.cleanroom, instance));
    if (found?.resourceId === resourceId && found.password === 'unknown' && found.polls === 0) return found;
    throw new BacklotError('WrongTarget', `${instance} is not the instance that was restored.`);
  };

  const openMarked = (input: QuarantineAt): FakeInstance => {
    const found = open(input);
    if (found.marked) return found;
    throw new BacklotError('WrongTarget', `${input.instance} does not carry the mark of its run.`);
  };

  return {
    markQuarantine(input) {
      open(input).marked = true;
    },

    scrubInstance(input) {
      const found = openMarked(input);
      if (found.data === 'raw') world.did(`scrub ${found.id}`);
      found.data = 'sanitised';
      return { reportKey: `scrubs/${found.id}.json`, reportDigest: 'digest' };
    },

    closeForWriting(input) {
      openMarked(input).writable = false;
    },

    verifyInstance(input) {
      const found = openMarked(input);
      if (found.data === 'raw' || found.writable) {
        throw new BacklotError('VerificationFailed', `${found.id} holds production's data or can be written.`);
      }
      if (!found.verified) world.did(`verify ${found.id}`);
      found.verified = true;
      return { reportKey: `reports/${found.id}.json`, reportDigest: 'digest', rulesDigest: fleet.rulesDigest };
    },

    removeTraces(input) {
      open(input).marked = false;
      return { lsn: '0/1', nextTransaction: '1', writes: {} };
    },

    checkClosed(input) {
      open(input);
    },

    verifyRestored({ scope, instance, resourceId }) {
      const found = world.instances.get(keyOf(scope.database.cleanroom, instance));
      if (found?.resourceId !== resourceId || found.data === 'raw' || found.polls > 0) {
        throw new BacklotError('VerificationFailed', `${instance} is not what was verified.`);
      }
      if (!found.verified) world.did(`compare ${instance}`);
      found.verified = true;
    },

    signStatement({ snapshot, verified }) {
      const statement = `statement about ${snapshot.id}`;
      world.statements.add(statement);
      return { reportKey: verified.reportKey, statement };
    },
  };
}

/** The finished images of the clean room, as finders see them. */
export function imagesOf(world: Resources): ImageRef[] {
  return [...world.snapshots.values()]
    .filter(({ tags, polls, failed }) => tags[tagKeys.kind] === 'image' && polls === 0 && !failed)
    .map(({ id, arn, tags, createdAt, dataTime }) => ({
      database: tags[tagKeys.database] ?? '',
      snapshotId: id,
      snapshotArn: arn,
      dataTime,
      createdAt,
      rulesDigest: tags[tagKeys.rules] ?? '',
      epoch: tags[tagKeys.epoch] ?? '',
      reportKey: tags[tagKeys.report] ?? '',
      statement: tags[tagKeys.statement] ?? '',
      sizeGiB: 20,
      engineVersion: '16.4',
    }));
}
