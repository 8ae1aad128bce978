import { escapeIdentifier, escapeLiteral, type Client } from 'pg';

/** The login that RDS gives to its customer. */
export interface MasterUser {
  readonly name: string;
  readonly password: string;
}

/** What every server has before a customer comes: RDS's own roles and database. */
export const ownRolesSql: readonly string[] = [
  'CREATE ROLE rds_superuser NOLOGIN',
  'CREATE ROLE rds_replication NOLOGIN',
  'CREATE ROLE rds_password NOLOGIN',
  'CREATE ROLE rds_iam NOLOGIN',
  `GRANT pg_monitor, pg_signal_backend, pg_checkpoint, pg_create_subscription, rds_replication, rds_password, rds_iam
      TO rds_superuser WITH ADMIN OPTION`,
  'GRANT SET ON PARAMETER session_replication_role TO rds_superuser',
  'CREATE DATABASE rdsadmin',
  'REVOKE ALL ON DATABASE rdsadmin FROM PUBLIC',
];

/** Makes the customer's master user, which is no superuser, and gives it the databases that are its own on RDS. */
export async function createMasterUser(
  client: Client,
  master: MasterUser,
  database: string | undefined,
): Promise<void> {
  const name = escapeIdentifier(master.name);
  await client.query(
    `CREATE ROLE ${name} LOGIN NOSUPERUSER INHERIT CREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS
        PASSWORD ${escapeLiteral(master.password)} VALID UNTIL 'infinity'`,
  );
  await client.query(`GRANT rds_superuser TO ${name} WITH ADMIN OPTION`);
  await client.query(`ALTER DATABASE postgres OWNER TO ${name}`);
  await client.query(`ALTER DATABASE template1 OWNER TO ${name}`);
  if (database !== undefined && database !== 'postgres') {
    await client.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER ${name}`);
  }
}

/** Gives a role another password. */
export async function changePassword(client: Client, role: string, password: string): Promise<void> {
  await client.query(`ALTER ROLE ${escapeIdentifier(role)} PASSWORD ${escapeLiteral(password)}`);
}
