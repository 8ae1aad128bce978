/** The one instance of an organisation, and what people have set up in it. */
export const instance = {
  id: 'ssoins-7223a1b2c3d4e5f6',
  arn: 'arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6',
  identityStoreId: 'd-9067000000',
  /** Permission sets by name; the fleets of the sandbox name all but the last. */
  permissionSets: {
    Developer: 'ps-0a1b2c3d4e5f6071',
    ReadOnly: 'ps-1a1b2c3d4e5f6072',
    Administrator: 'ps-2a1b2c3d4e5f6073',
  },
  /** Ids of groups by their names. */
  groups: {
    'qa-engineers': '9067000000-0c1d2e3f-4a5b-4c6d-8e7f-000000000001',
    support: '9067000000-0c1d2e3f-4a5b-4c6d-8e7f-000000000002',
    platform: '9067000000-0c1d2e3f-4a5b-4c6d-8e7f-000000000003',
  },
} as const;

/** The ARN of a permission set of the instance. */
export function permissionSetArn(id: string): string {
  return `arn:aws:sso:::permissionSet/${instance.id}/${id}`;
}

/** Finds the id of a group by its name, whatever the case of its letters. */
export function findGroup(name: string): string | undefined {
  return Object.entries(instance.groups).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

/** Tells whether a permission set of an ARN exists. */
export function hasPermissionSet(arn: string): boolean {
  return Object.values(instance.permissionSets).some((id) => permissionSetArn(id) === arn);
}
