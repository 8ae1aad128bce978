import type { StackDeclaration, StackImport, ValueType } from '../domain/stacks/declaration.js';
import { formatStackName } from '../domain/stacks/stack-name.js';
import type { FleetContent } from '../domain/fleet/fleet.js';
import type { BacklotStack, StackTarget, StateStore } from './backlot-stack.js';

/** Whose stacks are being made: an environment, or another account of the organisation. */
export interface StackOwner {
  /** The first part of the stacks' names: `qa1`. */
  readonly environment: string;
  /** Left out for an account that is still to be made. */
  readonly accountId?: string;
  readonly fleet: FleetContent;
}

/** Who applies a stack: a role that Terraform becomes, or a person with credentials of their own. */
export type AppliedBy = 'BacklotBootstrap' | 'BacklotDeploy' | 'person';

/** The scope of the stack that holds an account's own roles. */
export const rolesScope = 'roles';

type Imports = Readonly<Record<string, StackImport>>;
type Exports = Readonly<Record<string, ValueType>>;
type Value<Type extends ValueType> = Type extends 'string' ? string : string[];
type Inputs<I extends Imports> = { readonly [Name in keyof I]: Value<I[Name]['type']> };
type Outputs<E extends Exports> = { readonly [Name in keyof E]: Value<E[Name]> };

/** What makes one stack. */
export interface StackSpec<I extends Imports, E extends Exports> {
  /** What the stack holds, the second part of its name: `network`. */
  readonly scope: string;
  /** Set where an environment has several stacks of the scope; the region by convention. */
  readonly place?: string;
  readonly region: string;
  /** `BacklotDeploy` when left out. */
  readonly appliedBy?: AppliedBy;
  readonly imports?: I;
  readonly exports?: E;
  /** Names of stacks that must be there first although nothing is imported from them. */
  readonly after?: readonly string[];
  /** Set for the stack that makes the place where states are kept. */
  readonly keepsOwnState?: boolean;
  /** Adds the resources to the stack and returns what it exports. Two calls with the same fleet must do the same. */
  readonly build: (stack: BacklotStack, inputs: Inputs<I>) => Outputs<E>;
}

/** A stack before it is synthesised. */
export interface StackDefinition<E extends Exports = Exports> extends StackDeclaration {
  readonly exports: E;
  readonly target: StackTarget;
  readonly build: (stack: BacklotStack, inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** Defines a stack of an environment. What `build` gets and returns has the types that imports and exports declare. */
export function defineStack<const I extends Imports = Imports, const E extends Exports = Record<never, never>>(
  owner: StackOwner,
  spec: StackSpec<I, E>,
): StackDefinition<E> {
  const { environment, accountId, fleet } = owner;
  const {
    scope,
    place,
    region,
    appliedBy = 'BacklotDeploy',
    imports,
    exports,
    after = [],
    keepsOwnState = false,
    build,
  } = spec;
  return {
    name: formatStackName({ environment, scope, ...(place === undefined ? {} : { place }) }),
    imports: imports ?? {},
    exports: exports ?? ({} as E),
    // The stack of roles makes the role that applies this one.
    after: [...after, ...(appliedBy === 'BacklotDeploy' ? [formatStackName({ environment, scope: rolesScope })] : [])],
    target: {
      environment,
      region,
      ...(accountId === undefined ? {} : { accountId }),
      ...(appliedBy === 'person' ? {} : { role: appliedBy }),
      ...(keepsOwnState ? {} : { state: stateStoreOf(fleet) }),
    },
    // The synthesiser makes the inputs from the same declaration.
    build: build as StackDefinition['build'],
  };
}

/** Imports what another stack exports, with the type that it declares. */
export function imported<E extends Exports, Name extends keyof E & string>(
  { name, exports }: StackDefinition<E>,
  exportName: Name,
): { readonly from: string; readonly export: string; readonly type: E[Name] } {
  return { from: name, export: exportName, type: exports[exportName] };
}

function stateStoreOf({ organization: { state, builder } }: FleetContent): StateStore {
  return { ...state, accountId: builder.account };
}
