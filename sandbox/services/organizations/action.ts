import type { Parameters } from '../../gateway/contract.js';
import type { Organization } from './organization.js';

/** One action of the API: returns the members of its result. */
export type OrganizationAction = (organization: Organization, parameters: Parameters) => Parameters;
