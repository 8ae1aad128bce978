import type { TerraformPlan } from '../stacks/terraform-plan.js';

/** What the configuration makes values of. */
export interface References {
  /** Tells whether an attribute of a resource is made of one of some resources. */
  lead(address: string, attribute: string, to: ReadonlySet<string>): boolean;
  /** Tells the same of an output. */
  outputLeads(name: string, to: ReadonlySet<string>): boolean;
}

/** Reads what attributes and outputs are made of out of a plan. */
export function createReferences({ configuration }: TerraformPlan): References {
  const { resources = [], outputs = {} } = configuration?.root_module ?? {};
  const expressions = new Map(resources.map(({ address, expressions: found = {} }) => [address, found]));
  return {
    lead: (address, attribute, to) => leads(expressions.get(withoutKey(address))?.[attribute], to),
    outputLeads: (name, to) => leads(outputs[name]?.expression, to),
  };
}

/** A reference names an attribute of a resource, and the resource: `aws_vpc.main.id`, `aws_vpc.main`. */
function leads(expression: unknown, to: ReadonlySet<string>): boolean {
  const named = new Set(referencesIn(expression).map(withoutKey));
  return [...to].some((address) => named.has(withoutKey(address)));
}

function referencesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.entries(expression).flatMap(([key, member]) =>
    key === 'references' && Array.isArray(member) ? (member as string[]) : referencesIn(member),
  );
}

function withoutKey(address: string): string {
  return address.replace(/\[[^\]]*\]$/, '');
}
