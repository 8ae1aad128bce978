import { createHash } from 'node:crypto';
import pg from 'pg';

/** The master user of every production instance. */
export const masterUser = 'acme_admin' as const;

/** The login roles that the application and its people use, on every instance. */
export const applicationRoles = ['app_owner', 'app_rw', 'app_ro', 'reporting'] as const;

/** A role that logs in to production. */
export type ProductionRole = typeof masterUser | (typeof applicationRoles)[number];

/**
 * Returns production's password of a role. It is derived, so that tests can log in and the source holds no secret,
 * and it has the form of a password that somebody generated.
 */
export function productionPassword(role: ProductionRole): string {
  return `P-${createHash('sha256').update(`acme production ${role}`).digest('base64url').slice(0, 28)}`;
}

/** Writes the SQL by which the master creates the application's roles. */
export function createRolesScript(): string {
  return applicationRoles
    .map((role) => `CREATE ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(productionPassword(role))};`)
    .join('\n');
}

/** Writes the SQL by which the master hands a database to the application's owner role. */
export function handOverScript(database: string): string {
  const name = pg.escapeIdentifier(database);
  return `REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
GRANT CREATE, TEMPORARY ON DATABASE ${name} TO app_owner;
GRANT CONNECT ON DATABASE ${name} TO ${applicationRoles.join(', ')};`;
}
