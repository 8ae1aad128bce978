import type { AwsError } from '../contract.js';
import { errorInWords } from './error-words.js';
import type { InjectedFault } from './fault.js';
import type { Subject } from './subject.js';

interface Veil {
  readonly by: InjectedFault;
  readonly over: Subject;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** How RDS says that a new thing is not there, by what the action that made it ends with. */
const missingInRds = [
  [/DBInstance/, 'DBInstanceNotFound'],
  [/DBSnapshot$/, 'DBSnapshotNotFound'],
  [/DBParameterGroup$/, 'DBParameterGroupNotFound'],
  [/DBSubnetGroup$/, 'DBSubnetGroupNotFoundFault'],
] as const;

/**
 * What has been made and is not seen everywhere yet, as AWS's services are eventually consistent. A new thing is not
 * found by its name; a new role, or one whose policies changed, is refused.
 */
export class Veils {
  private veils: Veil[] = [];

  /** Covers what a call has made or allowed. */
  cover(by: InjectedFault, over: Subject, ms: number): void {
    const now = Date.now();
    this.veils = this.veils.filter(({ until }) => until > now);
    this.veils.push({ by, over, until: now + ms });
  }

  /** Uncovers what a fault has covered. */
  lift(faultId: string): void {
    this.veils = this.veils.filter(({ by }) => by.id !== faultId);
  }

  /** Returns the refusal of a call that needs what is still covered. */
  refusal(subject: Subject): { readonly by: InjectedFault; readonly error: AwsError } | undefined {
    const now = Date.now();
    for (const { by, over, until } of this.veils) {
      const code = until > now ? refusalCode(over, subject) : undefined;
      if (code === undefined) continue;
      return { by, error: errorInWords(subject.service, subject.protocol, { code }) };
    }
    return undefined;
  }
}

/** Tells whether the effects of an action can be covered: they must be found again by the name in the request. */
export function canCover(service: string, action: string): boolean {
  return service === 'iam' || missingCode(service, action) !== undefined;
}

function missingCode(service: string, action: string): string | undefined {
  if (service === 'secretsmanager' && action === 'CreateSecret') return 'ResourceNotFoundException';
  if (service !== 'rds' || !/^(Create|Copy|Restore)/.test(action)) return undefined;
  return missingInRds.find(([made]) => made.test(action))?.[1];
}

function refusalCode(over: Subject, { service, action, region, resource, caller }: Subject): string | undefined {
  if (over.service === 'iam') {
    const role = `arn:aws:iam::${over.caller.accountId}:role/`;
    const assumes = action === 'AssumeRole' && resource.startsWith(role) && resource.endsWith(`/${over.resource}`);
    const acts = caller.roleName === over.resource && caller.accountId === over.caller.accountId;
    return assumes || acts ? 'AccessDenied' : undefined;
  }
  const same = service === over.service && region === over.region && caller.accountId === over.caller.accountId;
  if (!same || action === over.action || baseName(resource) !== baseName(over.resource)) return undefined;
  return missingCode(over.service, over.action);
}

/** A name, also from an ARN: `arn:aws:rds:us-east-1:222222222222:db:users` is `users`. */
function baseName(resource: string): string {
  return resource.startsWith('arn:') ? resource.slice(resource.lastIndexOf(':') + 1) : resource;
}
