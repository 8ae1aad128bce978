/** Where in the state bucket a stack's Terraform state lies. */
export function stateKey(environment: string, stack: string): string {
  return `terraform/${environment}/${stack}.tfstate`;
}

/** Where everything else about stacks lies in the state bucket, beside their states. */
export const stackKeys = {
  /** Terraform's own lock, which is there while somebody works on the state. */
  lock: (environment: string, stack: string) => `${stateKey(environment, stack)}.tflock`,
  /** What the stack was made of when there was last nothing left to do. */
  clean: (environment: string, stack: string) => `terraform/${environment}/${stack}.clean.json`,
  /** Which plan would take it away. */
  end: (environment: string, stack: string) => `terraform/${environment}/${stack}.end.json`,
  configuration: (environment: string, digest: string) => `terraform/${environment}/configurations/${digest}.tf.json`,
  /** The plan file, and what it was made of. */
  plan: (environment: string, digest: string, part: 'plan.tfplan' | 'parts.json' | 'changes.json') =>
    `terraform/${environment}/plans/${digest}/${part}`,
  /** What the last apply has done so far. */
  journal: (environment: string, stack: string) => `terraform/${environment}/${stack}.journal.json`,
  /** The full text of what Terraform said when it failed. */
  log: (environment: string, stack: string, operationId: string, name: string) =>
    `terraform/${environment}/logs/${stack}/${operationId}/${name}.txt`,
} as const;
