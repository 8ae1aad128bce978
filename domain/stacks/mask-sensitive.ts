import type { ResourceChange, SensitiveMarks, TerraformPlan } from './terraform-plan.js';

const mask = '(sensitive)';

/** A plan for machines to read, without what Terraform marks as sensitive and without what nobody needs. */
export function maskPlan({ resource_changes: resources = [] }: TerraformPlan): TerraformPlan {
  return {
    resource_changes: resources.map(({ change, ...resource }): ResourceChange => {
      const { before_sensitive: marksBefore = false, after_sensitive: marksAfter = false } = change;
      return {
        ...resource,
        change: {
          actions: change.actions,
          ...(change.importing === undefined ? {} : { importing: change.importing }),
          before: maskValue(change.before, marksBefore),
          after: maskValue(change.after, marksAfter),
        },
      };
    }),
  };
}

/** Replaces the marked parts of a value. */
export function maskValue(value: unknown, marks: SensitiveMarks | undefined): unknown {
  if (marks === true) return mask;
  if (marks === undefined || marks === false || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const each = marks as readonly SensitiveMarks[];
    return value.map((member, index) => maskValue(member, each[index]));
  }
  const members = marks as Readonly<Record<string, SensitiveMarks>>;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskValue(member, members[key])]));
}
