import { faults } from './faults.js';

/** The only engine of the sandbox. */
export const engineName = 'postgres';

/** Instance classes that can be ordered, with their memory in GiB. */
export const instanceClasses: Readonly<Record<string, number>> = {
  'db.t3.micro': 1,
  'db.t3.small': 2,
  'db.t3.medium': 4,
  'db.t4g.micro': 1,
  'db.t4g.small': 2,
  'db.t4g.medium': 4,
  'db.t4g.large': 8,
  'db.m5.large': 8,
  'db.m5.xlarge': 16,
  'db.m6g.large': 8,
  'db.m6g.xlarge': 16,
  'db.m6i.large': 8,
  'db.m6i.xlarge': 16,
  'db.m7g.large': 8,
  'db.r5.large': 16,
  'db.r6g.large': 16,
  'db.r6g.xlarge': 32,
  'db.r6i.large': 16,
  'db.r7g.large': 16,
};

/** Storage types that can be ordered. */
export const storageTypes: readonly string[] = ['gp2', 'gp3', 'io1', 'io2'];

/** The major part of an engine version: `18` of `18.6`. */
export function majorVersion(version: string): string {
  return version.split('.')[0] ?? version;
}

/** The parameter group family of an engine version. */
export function familyOf(version: string): string {
  return `${engineName}${majorVersion(version)}`;
}

/** @throws {AwsError} unless the engine is ours. */
export function checkEngine(engine: string): void {
  if (engine !== engineName) throw faults.value(`Invalid DB engine: ${engine}`);
}

/**
 * Resolves the version that a call asks for against the one that is installed.
 *
 * @throws {AwsError} `InvalidParameterCombination` for any other.
 */
export function resolveVersion(asked: string | undefined, installed: string): string {
  if (asked === undefined || asked === installed || asked === majorVersion(installed)) return installed;
  throw faults.combination(`Cannot find version ${asked} for ${engineName}`);
}

/** @throws {AwsError} `InvalidParameterValue` for a class that is not in the table. */
export function checkClass(instanceClass: string): string {
  if (!Object.hasOwn(instanceClasses, instanceClass)) {
    throw faults.value(`Invalid DB Instance class: ${instanceClass}`);
  }
  return instanceClass;
}

/** @throws {AwsError} `StorageTypeNotSupported`-like for a type that is not in the table. */
export function checkStorageType(type: string): string {
  if (!storageTypes.includes(type)) throw faults.value(`Invalid storage type: ${type}`);
  return type;
}
