import type { InstancePair, ObservedInstance, ParameterDifference, ParityDifference } from '../messages/parity.js';
import type { EnvironmentDatabase } from '../messages/slices.js';

/** What a difference says besides what it is about. */
type Finding = Omit<ParityDifference, 'subject'>;

const refresh = 'a refresh brings production’s';

/** Compares the instance that serves a database with production's. */
export function compareDatabase(target: EnvironmentDatabase, pair: InstancePair): ParityDifference[] {
  const { name, source } = target.database;
  const { production, environment } = pair;
  return findings().map((finding) => ({ subject: `database ${name}`, ...finding }));

  function findings(): Finding[] {
    return [
      ...(production === undefined ? [sourceMissing(source.instance)] : []),
      ...(environment === undefined ? [nothingServes(production)] : []),
      ...(production === undefined || environment === undefined
        ? []
        : [
            ...differs('engine', production.engine, environment.engine),
            ...differs('engine version', production.engineVersion, environment.engineVersion),
            ...compareClass(target.instanceClass, production, environment),
            ...differs('storage', `${production.storageGiB} GiB`, `${environment.storageGiB} GiB`),
            ...differs('storage type', production.storageType, environment.storageType),
            ...compareZones(production, environment),
            ...pair.parameters.map(parameterFinding),
          ]),
    ];
  }
}

function sourceMissing(instance: string): Finding {
  return {
    aspect: 'source',
    reason: 'missing',
    detail: `production has no instance ${instance}; correct the database file, or no longer include the database`,
  };
}

function nothingServes(production: ObservedInstance | undefined): Finding {
  return {
    aspect: 'instance',
    ...(production === undefined ? {} : { production: production.instance }),
    reason: 'missing',
    detail: 'the environment includes the database, and no generation of it serves; refresh the environment',
  };
}

function differs(aspect: string, production: string, environment: string): Finding[] {
  if (production === environment) return [];
  return [{ aspect, production, environment, reason: 'drifted', detail: `changed on one side since; ${refresh}` }];
}

function compareClass(
  wanted: string | undefined,
  { instanceClass: production }: ObservedInstance,
  { instanceClass: environment }: ObservedInstance,
): Finding[] {
  const found = { aspect: 'instance class', production, environment };
  if (environment !== (wanted ?? production)) {
    const asked = wanted === undefined ? 'production’s' : `${wanted}, which the account file asks for`;
    return [{ ...found, reason: 'drifted', detail: `a refresh brings ${asked}` }];
  }
  if (environment === production) return [];
  return [
    {
      ...found,
      reason: isSmaller(environment, production) ? 'scaled down on purpose' : 'declared',
      detail: 'the account file asks for this class',
    },
  ];
}

function compareZones(
  { multiAz: production }: ObservedInstance,
  { multiAz: environment }: ObservedInstance,
): Finding[] {
  if (production === environment) return [];
  const words = (multiAz: boolean): string => (multiAz ? 'several zones' : 'one zone');
  const found = { aspect: 'zones', production: words(production), environment: words(environment) };
  return environment
    ? [{ ...found, reason: 'drifted', detail: 'Backlot restores to one zone, so somebody has changed it; refresh' }]
    : [{ ...found, reason: 'scaled down on purpose', detail: 'environments are in one zone' }];
}

function parameterFinding({ name, leftOut, ...values }: ParameterDifference): Finding {
  const found = { aspect: `parameter ${name}`, ...values };
  return leftOut
    ? { ...found, reason: 'declared', detail: 'Backlot leaves it out of environments' }
    : { ...found, reason: 'drifted', detail: `changed on one side since, or by hand; ${refresh}` };
}

const sizes: Readonly<Record<string, number>> = { nano: 0.25, micro: 0.5, small: 1, medium: 2, large: 4 };
const largest = 8;

/** Tells whether a class is a smaller size than another; of sizes that it does not know it says no. */
function isSmaller(one: string, other: string): boolean {
  return sizeOf(one) < sizeOf(other);
}

function sizeOf(instanceClass: string): number {
  const size = instanceClass.split('.')[2] ?? '';
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  return times === undefined ? (sizes[size] ?? Number.NaN) : largest * Number(times || 1);
}
