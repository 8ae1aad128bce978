import type { ChangeAction } from '../../domain/messages/stacks.js';

/** What Terraform complains about. Its words may hold values, so they stay in the encrypted log. */
export interface Complaint {
  readonly summary: string;
  readonly detail: string;
  /** The resource that it is about. */
  readonly address?: string;
}

/** What a line of Terraform's JSON output tells, as far as anybody here wants to know it. */
export type TerraformEvent =
  | { readonly kind: 'planned'; readonly address: string }
  | { readonly kind: 'begun'; readonly address: string; readonly type: string; readonly action: ChangeAction }
  | {
      readonly kind: 'complete';
      readonly address: string;
      readonly type: string;
      readonly action: ChangeAction;
      readonly id?: string;
    }
  | { readonly kind: 'error'; readonly complaint: Complaint };

interface Resource {
  readonly addr: string;
  readonly resource_type: string;
}

interface Line {
  readonly type?: string;
  readonly change?: { readonly resource: Resource };
  readonly hook?: {
    readonly resource: Resource;
    readonly action: string;
    readonly id_key?: string;
    readonly id_value?: string;
  };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
}

const actions: Readonly<Record<string, ChangeAction>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  import: 'import',
  forget: 'forget',
};

/** Reads a line; `undefined` for what is of no interest, and for what is not JSON. */
export function readEvent(text: string): TerraformEvent | undefined {
  const line = parse(text);
  const action = actions[line?.hook?.action ?? ''];
  switch (line?.type) {
    case 'planned_change':
      return line.change && { kind: 'planned', address: line.change.resource.addr };
    case 'apply_start':
      return line.hook && action && { kind: 'begun', ...named(line.hook.resource), action };
    case 'apply_complete':
      return (
        line.hook &&
        action && {
          kind: 'complete',
          ...named(line.hook.resource),
          action,
          ...(line.hook.id_value === undefined ? {} : { id: line.hook.id_value }),
        }
      );
    case 'diagnostic':
      return line.diagnostic?.severity === 'error'
        ? { kind: 'error', complaint: complaintOf(line.diagnostic) }
        : undefined;
    default:
      return undefined;
  }
}

function named({ addr, resource_type: type }: Resource): { address: string; type: string } {
  return { address: addr, type };
}

function complaintOf({ summary, detail = '', address }: NonNullable<Line['diagnostic']>): Complaint {
  return { summary, detail, ...(address === undefined ? {} : { address }) };
}

function parse(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
