/** The roles that an environment's own stack of roles makes; they go last, because everything else goes through them. */
export const ownRoles = ['BacklotDeploy', 'BacklotData', 'BacklotRead'] as const;

/** The role that an account of the organisation is born with, and that an emptied one is entered by again. */
export const bootstrapRole = 'BacklotBootstrap' as const;

/** The role that can only look, in every account. */
export const readRole = 'BacklotRead' as const;

/** The managed policy that bounds every role of a blueprint. */
export const boundaryPolicy = 'BacklotBoundary';

/** Roles that an organisation makes in its accounts. */
const organizationRoles: readonly RegExp[] = [
  /^OrganizationAccountAccessRole$/,
  new RegExp(`^${bootstrapRole}$`),
  /^AWSControlTowerExecution$/,
  /^aws-controltower-/,
  /^stacksets-exec-/,
];

/** Tells whether a role was made by AWS or by the organisation, and so is nobody's in the account to delete. */
export function isBuiltInRole({ name, path }: { readonly name: string; readonly path: string }): boolean {
  if (/^\/(?:aws-service-role|aws-reserved)\//.test(path)) return true;
  return organizationRoles.some((pattern) => pattern.test(name));
}
