import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findMirror } from '../../activities/terraform/provider-mirror.js';

/** What tests with real Terraform work with. */
export interface TerraformHere {
  readonly terraform: string;
  /** A directory that holds the AWS provider as a mirror does, so that nothing is downloaded. */
  readonly mirror: string;
}

/** Finds Terraform and a mirror of its provider; none on a machine that lacks one of them, where there is nothing to ask. */
export async function terraformHere(): Promise<TerraformHere[]> {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const terraform = directories.map((each) => join(each, 'terraform')).find((program) => existsSync(program));
  const mirror = await findMirror(undefined);
  return terraform === undefined || mirror === undefined ? [] : [{ terraform, mirror }];
}
