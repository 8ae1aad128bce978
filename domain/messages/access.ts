/** Where people are let into accounts, and by which permission sets. */
export interface AccessCenter {
  /** The region of Identity Center. */
  readonly region: string;
  readonly instance: string;
  readonly identityStore: string;
  /** Ids by name; Backlot gives and takes no others. */
  readonly permissionSets: Readonly<Record<string, string>>;
}

/** What a group may do in an account, as its file says it. */
export interface AccessGrant {
  readonly group: string;
  /** By its name in the fleet. */
  readonly permissionSet: string;
}

/** Who may enter an environment's account. */
export interface AccessSlice {
  readonly center: AccessCenter;
  readonly grants: readonly AccessGrant[];
}

/** Somebody who may enter an account by a permission set. */
export interface Assignment {
  /** By its name in the fleet. */
  readonly permissionSet: string;
  readonly principal: 'GROUP' | 'USER';
  /** The identity store's; of people nothing else is known. */
  readonly principalId: string;
}

/** What brings an account's access to what its file says. */
export interface AccessChanges {
  readonly give: readonly Assignment[];
  readonly take: readonly Assignment[];
}

/** An account of an environment, and where its access is given. */
export interface AccessAt {
  readonly environment: string;
  readonly accountId: string;
  readonly center: AccessCenter;
}

/** Who is about to be let into an account, and by which operation. */
export interface AccessRecord extends Omit<AccessAt, 'center'> {
  readonly operationId: string;
  readonly requestedBy?: string;
  readonly assignments: readonly Assignment[];
}
