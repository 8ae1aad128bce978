import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { requestTagKeys, type Needs } from './needs.js';

/** What the permissions of Organizations' calls need to know of the organisation. */
export interface OrganizationReader {
  arnOf(accountId: string): string | undefined;
  tagsOf(resourceId: string): Readonly<Record<string, string>>;
}

/** The permissions that calls of Organizations need: for one account where they name one, else for all there is. */
export function organizationsNeeds({ arnOf, tagsOf }: OrganizationReader): Needs {
  return (call: AwsCall) => {
    const { action, parameters } = call;
    const named = textMember(parameters, 'AccountId') ?? textMember(parameters, 'ResourceId');
    const arn = named === undefined ? undefined : arnOf(named);
    return [
      {
        action: `organizations:${action}`,
        resource: arn ?? '*',
        ...(named === undefined || arn === undefined ? {} : { resourceTags: tagsOf(named) }),
        context: requestTagKeys(parameters),
      },
    ];
  };
}
