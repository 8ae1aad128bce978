/** The parts of a stack's name. */
export interface StackName {
  /** The environment, or `cleanroom`. */
  readonly environment: string;
  /** What the stack holds: `account`, `network`. */
  readonly scope: string;
  /** The region, or the replica of a cluster, where an environment has several stacks of one scope. */
  readonly place?: string;
}

/** Names a stack as people say it: `qa1.account`, `qa1.network.us-east-1`. */
export function formatStackName({ environment, scope, place }: StackName): string {
  return [environment, scope, ...(place === undefined ? [] : [place])].join('.');
}

/** The form of one part: what file systems, state keys and Terraform's own messages all take. */
const part = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Reads a stack's name back; `undefined` for what is none. */
export function parseStackName(text: string): StackName | undefined {
  const [environment, scope, place, ...rest] = text.split('.');
  if (environment === undefined || scope === undefined || rest.length > 0) return undefined;
  const parts = [environment, scope, ...(place === undefined ? [] : [place])];
  if (!parts.every((each) => part.test(each))) return undefined;
  return { environment, scope, ...(place === undefined ? {} : { place }) };
}
