import { AwsError } from '../../gateway/contract.js';

/** Identity Center's own errors, with its codes. */
export const faults = {
  accessDenied: () => new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", 400),
  notFound: (what: string) => new AwsError('ResourceNotFoundException', `Could not find ${what}.`),
  conflict: () =>
    new AwsError('ConflictException', 'There is an operation in progress on the permission set in this account.'),
  invalid: (name: string) => new AwsError('ValidationException', `The value of ${name} is missing or not valid.`),
} as const;
