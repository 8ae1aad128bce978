import { BacklotError } from '../../domain/errors.js';
import type { StackImport } from '../../domain/stacks/declaration.js';
import { accountVariable, BacklotStack } from '../backlot-stack.js';
import { Construct, TerraformOutput, Token } from '../cdktf.js';
import type { StackDefinition } from '../define-stack.js';
import { renderJson } from './render-json.js';

/** A stack as plain Terraform. */
export interface SynthesizedStack {
  readonly name: string;
  /** The content of `main.tf.json`. The same definition always gives the same bytes. */
  readonly json: string;
  /** The types of its managed resources, each once. */
  readonly resourceTypes: readonly string[];
  /** The variables without a value: what it imports, and the account's number where it is not known yet. */
  readonly variables: readonly string[];
}

/** The part of a configuration that is looked at here. */
interface Configuration {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly variable?: Readonly<Record<string, object>>;
}

/**
 * Renders a stack as Terraform configuration. Pure: no network, clock, environment or file.
 *
 * @throws {BacklotError} `InvalidInput` when the stack breaks CDKTF's own rules, or exports something else than it
 *   declares.
 */
export function synthesizeStack(definition: StackDefinition): SynthesizedStack {
  const stack = new BacklotStack(definition.name, definition.target);
  const inputs = Object.fromEntries(
    Object.entries(definition.imports).map(([name, from]) => [name, inputOf(stack, name, from)]),
  );
  const exported = exportsOf(definition, build(definition, stack, inputs));
  const outputs = new Construct(stack, 'outputs');
  for (const [name, value] of exported) new TerraformOutput(outputs, name, { value }).overrideLogicalId(name);
  refuseInvalid(stack);
  stack.prepareStack();
  const configuration = withoutMetadata(stack.toTerraform() as Configuration);
  return {
    name: definition.name,
    json: renderJson(configuration),
    resourceTypes: Object.keys(configuration.resource ?? {}).toSorted(),
    variables: Object.keys(configuration.variable ?? {}).toSorted(),
  };
}

function inputOf(stack: BacklotStack, name: string, from: StackImport): string | string[] {
  if (name === accountVariable) {
    throw invalid(stack.node.id, `imports something as ${name}, which is the account's number`, 'choose another name');
  }
  const variable = stack.addVariable(name, from.type, `${from.export} of ${from.from}.`);
  return from.type === 'string' ? Token.asString(variable.value) : Token.asList(variable.value);
}

function build(
  definition: StackDefinition,
  stack: BacklotStack,
  inputs: Readonly<Record<string, string | string[]>>,
): Readonly<Record<string, unknown>> {
  try {
    return definition.build(stack, inputs);
  } catch (error) {
    if (error instanceof BacklotError) throw error;
    throw invalid(
      definition.name,
      `fails: ${error instanceof Error ? error.message : String(error)}`,
      'correct its `build`',
    );
  }
}

function exportsOf(
  { name, exports }: StackDefinition,
  outputs: Readonly<Record<string, unknown>>,
): [string, unknown][] {
  const undeclared = Object.keys(outputs).find((output) => !Object.hasOwn(exports, output));
  if (undeclared !== undefined) {
    throw invalid(name, `returns ${undeclared}, which it does not export`, 'add it to `exports`');
  }
  return Object.keys(exports).map((output) => {
    if (outputs[output] === undefined) {
      throw invalid(name, `exports ${output} and does not return it`, 'return it from `build`');
    }
    return [output, outputs[output]];
  });
}

function refuseInvalid(stack: BacklotStack): void {
  const faults = stack.node.findAll().flatMap((construct) => construct.node.validate());
  if (faults.length > 0) throw invalid(stack.node.id, faults.join('; '), 'correct its `build`');
}

/** CDKTF writes the way from construct to resource beside each; Terraform has no use for it and readers less. */
function withoutMetadata(configuration: Configuration): Configuration {
  return {
    ...withoutComment(configuration),
    ...(configuration.resource && { resource: withoutComments(configuration.resource) }),
    ...(configuration.data && { data: withoutComments(configuration.data) }),
  };
}

function withoutComments(kinds: Readonly<Record<string, Readonly<Record<string, object>>>>): typeof kinds {
  return mapValues(kinds, (resources) => mapValues(resources, withoutComment));
}

function withoutComment<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '//')) as Value;
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function invalid(name: string, fault: string, mend: string): BacklotError {
  return new BacklotError('InvalidInput', `The stack ${name} cannot be synthesised: it ${fault}. In it, ${mend}.`);
}
