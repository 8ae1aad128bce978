import { awsErrorCode, isNotFound } from '../aws/error-names.js';

/**
 * Deletes something that may be gone already: an earlier attempt may have had its effect and lost its answer. AWS then
 * says that it is not found, or that access is denied, because the tags that the role's policy asks for are gone with it.
 */
export async function deleteUnlessGone(remove: () => Promise<unknown>, exists: () => Promise<boolean>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (isNotFound(error)) return;
    if (awsErrorCode(error) === 'AccessDenied' && !(await exists())) return;
    throw error;
  }
}
