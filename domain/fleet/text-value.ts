import { z } from 'zod';
import { yamlText } from './describe-value.js';
import type { ProblemCode } from './problem-codes.js';

/** What a schema says about a text that it refuses. The issue carries it as `params`. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly why: string;
  readonly mend: string;
}

interface TextValue<Value> {
  /** What the text is, for the reference and editors: `a duration`. */
  readonly title: string;
  readonly code: ProblemCode;
  /** Examples of good texts; the first is shown in messages. */
  readonly examples: readonly [string, ...string[]];
  /** A form that editors can check; `read` decides. */
  readonly pattern?: RegExp;
  /** Turns a text into its value, or says what is wrong with it. */
  readonly read: (text: string) => { readonly value: Value } | { readonly wrong: string };
}

/** Builds the schema of a value that is written as a text, with refusals that say why and how to mend it. */
export function textValue<Value>(definition: TextValue<Value>): z.ZodPipe<z.ZodString, z.ZodTransform<Value, string>> {
  const { title, code, examples, pattern, read } = definition;
  return z
    .string()
    .meta({ title, examples: [...examples], ...(pattern && { pattern: pattern.source }) })
    .transform((text, context): Value => {
      const result = read(text);
      if ('value' in result) return result.value;
      const refusal: Refusal = {
        code,
        why: result.wrong,
        mend: `write ${title}, for example ${yamlText(examples[0])}`,
      };
      context.addIssue({ code: 'custom', message: `not ${title}`, params: { ...refusal } });
      return z.NEVER;
    });
}

/** Builds the schema of a text that only has to match a form. */
export function patternText(definition: {
  readonly title: string;
  readonly code: ProblemCode;
  readonly examples: readonly [string, ...string[]];
  readonly pattern: RegExp;
  readonly wrong: string;
}): z.ZodPipe<z.ZodString, z.ZodTransform<string, string>> {
  const { pattern, wrong, ...rest } = definition;
  return textValue({ ...rest, pattern, read: (text) => (pattern.test(text) ? { value: text } : { wrong }) });
}
