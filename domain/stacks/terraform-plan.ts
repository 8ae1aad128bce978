import type { ChangeAction } from '../messages/stacks.js';

/** A marker of sensitive values: `true` for all of a value, or the same for its members. */
export type SensitiveMarks = boolean | readonly SensitiveMarks[] | { readonly [member: string]: SensitiveMarks };

/** The part of `terraform show -json` about one resource that is looked at here. */
export interface ResourceChange {
  readonly address: string;
  readonly mode?: 'managed' | 'data';
  readonly type: string;
  readonly change: {
    /** In Terraform's words: `['create']`, `['delete', 'create']`, `['no-op']`. */
    readonly actions: readonly string[];
    readonly before?: unknown;
    readonly after?: unknown;
    readonly before_sensitive?: SensitiveMarks;
    readonly after_sensitive?: SensitiveMarks;
    /** Set when an existing thing is taken into the state. */
    readonly importing?: { readonly id?: string };
  };
}

/** A plan, as `terraform show -json` tells it. */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
}

/** What a plan does to a resource; `undefined` for nothing. Data sources are only read. */
export function actionOf({ mode, change: { actions, importing } }: ResourceChange): ChangeAction | undefined {
  if (mode === 'data') return undefined;
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'delete';
  if (actions.includes('create')) return 'create';
  if (actions.includes('update')) return 'update';
  if (actions.includes('forget')) return 'forget';
  return importing === undefined ? undefined : 'import';
}
