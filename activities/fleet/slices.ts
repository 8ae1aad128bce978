import { BacklotError } from '../../domain/errors.js';
import type { Account } from '../../domain/fleet/account.js';
import type { DatabaseFamily } from '../../domain/fleet/database.js';
import { memberPlaceholder } from '../../domain/fleet/database.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { Organization } from '../../domain/fleet/organization.js';
import { placeDatabase } from '../../domain/fleet/place-database.js';
import type { DatabaseSlice, EnvironmentDatabase } from '../../domain/messages/slices.js';

/** A production instance that belongs to a family now. */
export interface FamilyMember {
  readonly instance: string;
  readonly region: string;
  readonly residency?: string;
}

/** Finds the members of a family in production. */
export type MemberSource = (family: DatabaseFamily) => Promise<readonly FamilyMember[]>;

/** Resolves names of the fleet, families to their members, to what a sanitisation needs. */
export async function databaseSlices(
  fleet: Fleet,
  names: readonly string[],
  members: MemberSource,
): Promise<DatabaseSlice[]> {
  const slices = await Promise.all(names.map((name) => slicesOf(fleet, name, members)));
  return slices.flat();
}

/** Resolves the databases that an environment includes, each with its place and class there. */
export async function environmentDatabases(
  fleet: Fleet,
  account: Account,
  members: MemberSource,
): Promise<EnvironmentDatabase[]> {
  const resolved = await Promise.all(
    (account.databases?.include ?? []).map(async (included) => {
      const slices = await databaseSlices(fleet, [included.name], members);
      return slices.map((database): EnvironmentDatabase => {
        const placement = placeDatabase(fleet.organization, account, {
          sourceRegion: database.source.place.region,
          residency: database.residency,
          wantedRegion: included.region,
        });
        if ('reason' in placement) {
          throw new BacklotError(
            'ResidencyViolation',
            `Database ${database.name} has no place in environment ${account.account}: ${placement.reason}. ` +
              'Change the residency group, the account’s regions or the clean room.',
          );
        }
        return {
          database,
          place: { account: account.accountId ?? '', region: placement.place.environmentRegion, role: 'BacklotData' },
          ...(included.class === undefined ? {} : { instanceClass: included.class }),
        };
      });
    }),
  );
  return resolved.flat();
}

async function slicesOf(fleet: Fleet, name: string, members: MemberSource): Promise<DatabaseSlice[]> {
  const database = fleet.databases[name];
  if (database !== undefined) {
    return [
      {
        ...shared(fleet.organization, name, name, database, database.source.region, database.source.instance),
        dnsName: database.dnsName,
        ...(database.residency === undefined ? {} : { residency: database.residency }),
      },
    ];
  }
  const family = fleet.families[name] ?? familyOfMember(fleet, name);
  if (family === undefined) {
    throw new BacklotError(
      'InvalidInput',
      `The fleet has no database "${name}". It has ${[...Object.keys(fleet.databases), ...Object.keys(fleet.families)].join(', ')}.`,
    );
  }
  const found = await members(family);
  return found
    .filter(({ instance }) => family.family === name || instance === name)
    .map(({ instance, region, residency }) => ({
      ...shared(fleet.organization, instance, family.family, family, region, instance),
      dnsName: family.dnsName.replace(memberPlaceholder, instance),
      ...(residency === undefined ? {} : { residency }),
    }));
}

function familyOfMember(fleet: Fleet, member: string): DatabaseFamily | undefined {
  return Object.values(fleet.families).find(({ selector }) => {
    if (selector.name === undefined) return false;
    const [start = '', end = ''] = selector.name.split('*');
    return member.startsWith(start) && member.endsWith(end);
  });
}

function shared(
  organization: Organization,
  name: string,
  rules: string,
  file: Pick<DatabaseFamily, 'applicationRoles'> & {
    source: {
      snapshot: 'latest-automated' | 'fresh' | 'point-in-time';
      at?: string | undefined;
      allowSingleAz: boolean;
    };
  },
  region: string,
  instance: string,
): Omit<DatabaseSlice, 'dnsName'> {
  return {
    name,
    rules,
    applicationRoles: file.applicationRoles,
    source: {
      place: { account: organization.production.account, region, role: organization.production.role },
      instance,
      snapshot: file.source.snapshot,
      allowSingleAz: file.source.allowSingleAz,
      ...(file.source.at === undefined ? {} : { at: file.source.at }),
    },
    cleanroom: { account: organization.cleanroom.account, region, role: 'BacklotScrub' },
  };
}
