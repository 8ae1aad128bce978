import { z } from 'zod';

/** What a verification report must say for its image to be used; the whole report holds more, and no values. */
export const imageReportSchema = z.object({
  database: z.string(),
  passed: z.boolean(),
  rulesDigest: z.string(),
  epoch: z.string(),
  /** Unique id of the instance that was verified. */
  resourceId: z.string(),
  /** Digest of all definitions, by logical database. */
  schemas: z.record(z.string(), z.string()),
});
