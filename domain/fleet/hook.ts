import { z } from 'zod';
import { databaseRoleSchema, durationSchema, nameSchema } from './value-schemas.js';

const hookShape = {
  name: nameSchema.describe('The hook’s name, unique in its list.'),
  run: z.array(z.string().min(1)).min(1).describe('Program and arguments; no shell is involved.'),
  timeout: durationSchema.prefault('10m').describe('Time after which the hook is ended and has failed.'),
};

/** A command that runs before or after the stacks of an environment. */
export const hookSchema = z.strictObject(hookShape);

/** A command that runs against a restored database before the cutover. */
export const restoreHookSchema = z.strictObject({
  ...hookShape,
  as: databaseRoleSchema.optional().describe('The application role it connects as; the master user when left out.'),
  databases: z.array(nameSchema).min(1).optional().describe('The databases it runs for; all when left out.'),
});

/** A hook after parsing. */
export type Hook = z.infer<typeof hookSchema>;

/** A post-restore hook after parsing. */
export type RestoreHook = z.infer<typeof restoreHookSchema>;
