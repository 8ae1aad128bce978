import { z } from 'zod';
import type { ValuePath } from './problem.js';

/** What a schema says about itself: the sentence and the examples of its `describe` and `meta`. */
export interface SchemaWords {
  readonly title?: string;
  readonly description?: string;
  readonly example?: string;
}

/** Finds the schemas that a value at this path is checked against: several below a union, none below an unknown key. */
export function schemasAt(root: z.ZodType, path: ValuePath): z.ZodType[] {
  return path.reduce<z.ZodType[]>(
    (schemas, segment) => schemas.flatMap(layers).flatMap((schema) => below(schema, segment)),
    [root],
  );
}

/** Lists the keys that a mapping at this path may have; empty where any key is allowed. */
export function knownKeysAt(root: z.ZodType, path: ValuePath): string[] {
  const objects = schemasAt(root, path).flatMap(layers);
  return [...new Set(objects.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])))];
}

/** Collects what the schemas at this path say about themselves, outermost first. */
export function wordsAt(root: z.ZodType, path: ValuePath): SchemaWords {
  const metas = schemasAt(root, path)
    .flatMap(layers)
    .map((schema) => schema.meta() ?? {});
  const title = metas.find((meta) => meta.title !== undefined)?.title;
  const description = metas.find((meta) => meta.description !== undefined)?.description;
  const example = metas
    .flatMap((meta) => (Array.isArray(meta.examples) ? (meta.examples as unknown[]) : []))
    .find(isText);
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(example !== undefined && { example }),
  };
}

/** A schema and everything it wraps: defaults, optionality, the input of a transform, the branches of a union. */
function layers(schema: z.ZodType): z.ZodType[] {
  return [schema, ...wrapped(schema).flatMap(layers)];
}

function wrapped(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodPipe) return [schema.def.in as z.ZodType];
  if (schema instanceof z.ZodUnion) return schema.options as z.ZodType[];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return [schema.unwrap() as z.ZodType];
  }
  return [];
}

function below(schema: z.ZodType, segment: string | number): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    const member = Object.hasOwn(shape, segment) ? shape[segment] : undefined;
    return member ? [member] : [];
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  return [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
