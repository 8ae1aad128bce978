import type { DatabaseFamily } from '../../domain/fleet/database.js';
import type { Organization } from '../../domain/fleet/organization.js';
import type { AwsAccess } from '../aws/access.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { listInstances } from '../databases/describe-instance.js';
import type { FamilyMember, MemberSource } from './slices.js';

/** Finds family members among production's instances, by tag and name, in the regions that the family names. */
export function createMemberSource(aws: AwsAccess, { production }: Organization): MemberSource {
  return async (family) => {
    const found = await Promise.all(
      family.source.regions.map(async (region) => {
        const instances = await listInstances(aws, { account: production.account, region, role: production.role });
        return instances.flatMap((instance): FamilyMember[] => {
          const tags = fromAwsTags(instance.TagList);
          const name = instance.DBInstanceIdentifier;
          if (name === undefined || !selects(family, name, tags)) return [];
          const residency = residencyOf(family, tags);
          return [{ instance: name, region, ...(residency === undefined ? {} : { residency }) }];
        });
      }),
    );
    return found.flat().toSorted((a, b) => a.instance.localeCompare(b.instance));
  };
}

function selects({ selector }: DatabaseFamily, name: string, tags: Readonly<Record<string, string>>): boolean {
  const [start, end] = selector.name?.split('*') ?? ['', ''];
  const nameFits =
    selector.name === undefined ||
    (end === undefined ? name === selector.name : name.startsWith(start ?? '') && name.endsWith(end));
  return nameFits && Object.entries(selector.tags ?? {}).every(([key, value]) => tags[key] === value);
}

function residencyOf(family: DatabaseFamily, tags: Readonly<Record<string, string>>): string | undefined {
  return typeof family.residency === 'object' ? tags[family.residency.tag] : family.residency;
}
