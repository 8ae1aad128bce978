import type { ChangeAction } from '../messages/stacks.js';

/** A marker of sensitive values: `true` for all of a value, or the same for its members. */
export type SensitiveMarks = boolean | readonly SensitiveMarks[] | { readonly [member: string]: SensitiveMarks };

/** A marker of values that are not known yet, of the same form. */
export type UnknownMarks = SensitiveMarks;

/** The part of `terraform show -json` about one resource that is looked at here. */
export interface ResourceChange {
  readonly address: string;
  readonly mode?: 'managed' | 'data';
  readonly type: string;
  /** Set for what a replacement has left behind: it shares the address with its successor. */
  readonly deposed?: string;
  readonly change: {
    /** In Terraform's words: `['create']`, `['delete', 'create']`, `['no-op']`. */
    readonly actions: readonly string[];
    readonly before?: unknown;
    readonly after?: unknown;
    /** Marks what is known only after an apply; `after` lacks it. */
    readonly after_unknown?: UnknownMarks;
    readonly before_sensitive?: SensitiveMarks;
    readonly after_sensitive?: SensitiveMarks;
    /** Set when an existing thing is taken into the state. */
    readonly importing?: { readonly id?: string };
  };
}

/** A plan, as `terraform show -json` tells it. */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
  /** How what is there differs from the state: `before` is the state, `after` is reality. */
  readonly resource_drift?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, OutputChange>>;
  readonly configuration?: { readonly root_module?: ConfiguredModule };
}

/** What a plan does to an output. */
export interface OutputChange {
  readonly actions: readonly string[];
  readonly after_unknown?: UnknownMarks;
}

/** What the configuration makes attributes and outputs of; expressions are nested as blocks are. */
export interface ConfiguredModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly expressions?: Readonly<Record<string, unknown>>;
  }[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: unknown }>>;
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
