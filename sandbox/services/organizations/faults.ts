import { AwsError } from '../../gateway/contract.js';

/** Organizations' own errors, with its codes; some carry a reason that callers decide by. */
export const faults = {
  accessDenied: () => new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", 400),
  accountNotFound: () => new AwsError('AccountNotFoundException', "You specified an account that doesn't exist."),
  accountClosed: () => new AwsError('AccountAlreadyClosedException', 'The account is closed already.'),
  closing: () => new AwsError('ConflictException', 'The account is being closed already.'),
  requestNotFound: () =>
    new AwsError('CreateAccountStatusNotFoundException', "You specified an account request ID that doesn't exist."),
  unitNotFound: () =>
    new AwsError('OrganizationalUnitNotFoundException', "You specified an organizational unit that doesn't exist."),
  unitExists: () => new AwsError('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.'),
  unitNotEmpty: () =>
    new AwsError('OrganizationalUnitNotEmptyException', 'The organizational unit still has accounts or units in it.'),
  parentNotFound: () => new AwsError('ParentNotFoundException', "You specified parent that doesn't exist."),
  childNotFound: () => new AwsError('ChildNotFoundException', "You specified a child that doesn't exist."),
  sourceNotFound: () =>
    new AwsError('SourceParentNotFoundException', 'The account is not in the source parent that you specified.'),
  destinationNotFound: () =>
    new AwsError('DestinationParentNotFoundException', "You specified a destination parent that doesn't exist."),
  alreadyThere: () =>
    new AwsError('DuplicateAccountException', 'That account is already present in the specified destination.'),
  targetNotFound: () => new AwsError('TargetNotFoundException', "You specified a target that doesn't exist."),
  policyNotFound: () => new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist."),
  policyExists: () => new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.'),
  policyInUse: () => new AwsError('PolicyInUseException', 'The policy is attached to one or more entities.'),
  policyAttached: () =>
    new AwsError('DuplicatePolicyAttachmentException', 'The policy is already attached to the target.'),
  policyNotAttached: () =>
    new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target."),
  policyMalformed: () =>
    new AwsError('MalformedPolicyDocumentException', 'The provided policy document does not meet the requirements.'),
  invalid: (reason: string, message: string) => new AwsError('InvalidInputException', message, 400, { Reason: reason }),
  constraint: (reason: string, message: string) =>
    new AwsError('ConstraintViolationException', message, 400, { Reason: reason }),
} as const;
