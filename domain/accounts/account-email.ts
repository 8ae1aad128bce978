/**
 * Chooses the address of a new account. An address belongs to an account for good, so each gets a serial number that no
 * other has: the lowest one that no account of the organisation uses, after leaving out as many as AWS refused.
 *
 * @param pattern `aws+{account}-{serial}@acme.example`
 * @param used addresses of the organisation's accounts.
 * @param refused how many addresses were refused as taken by accounts that the organisation cannot see.
 */
export function accountEmail(pattern: string, environment: string, used: readonly string[], refused: number): string {
  const taken = new Set(used.map((email) => email.toLowerCase()));
  let left = refused;
  for (let serial = 1; ; serial += 1) {
    const email = pattern.replaceAll('{account}', environment).replaceAll('{serial}', String(serial));
    if (taken.has(email.toLowerCase())) continue;
    if (left === 0) return email;
    left -= 1;
  }
}

const longestName = 50;

/**
 * Names the account that an operation asks for. Organizations takes no token that would make a request unique, so the
 * name does: an attempt that runs again finds the request of the attempt before.
 */
export function accountName(environment: string, operationId: string): string {
  return `${environment.slice(0, longestName - operationId.length - 1)}-${operationId}`;
}
