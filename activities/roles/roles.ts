import pg from 'pg';
import type { GenerationAt } from '../../domain/messages/generation.js';
import { roleSecret } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { generatePassword } from '../databases/passwords.js';
import { createSecrets } from '../databases/secrets.js';
import { openForWriting } from '../../scrub/engine.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loginAsMaster, withConnection, type InstanceLogin } from '../sql/instance-login.js';
import { scramVerifier } from '../sql/scram.js';
import { sqlFailure } from '../sql/sql-errors.js';

/** Activities that decide who can log in to a generation. They run in the environment's own network. */
export function createRoleActivities({ aws, sql }: ActivityDependencies) {
  const secrets = createSecrets(aws);

  return {
    /**
     * Gives the application roles the environment's passwords, the same in every generation, and opens the instance
     * for them; every other role cannot log in and has no password.
     */
    async prepareRoles(generation: GenerationAt): Promise<void> {
      const { environment, place, database, applicationRoles } = generation;
      const passwords = await Promise.all(
        applicationRoles.map((role) =>
          secrets.findOrCreate(
            place,
            roleSecret(environment.name, database, role),
            tagsOf({ environment: environment.name, database }),
            generatePassword,
          ),
        ),
      );
      await openImage(generation);
      await asMaster(generation, 'Preparing the roles', async (client, login) => {
        for (const [index, role] of applicationRoles.entries()) {
          const verifier = scramVerifier(passwords[index] ?? '');
          await client.query(
            `ALTER ROLE ${pg.escapeIdentifier(role)} LOGIN CONNECTION LIMIT -1 PASSWORD ${pg.escapeLiteral(verifier)}`,
          );
        }
        for (const role of await otherLogins(client, [...applicationRoles, login.masterUser])) {
          await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} NOLOGIN PASSWORD NULL`);
        }
      });
    },

    /**
     * Fences a generation: its application roles cannot log in any more and their sessions end, so that pools and
     * clients with an old address move to the serving one.
     */
    async fenceGeneration(generation: GenerationAt): Promise<void> {
      await asMaster(generation, 'Fencing', async (client) => {
        for (const role of generation.applicationRoles) {
          await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} NOLOGIN`);
        }
        await client.query(
          `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
            WHERE usename = ANY($1) AND pid <> pg_catalog.pg_backend_pid()`,
          [generation.applicationRoles],
        );
      });
    },

    /** Lets the application roles of a fenced generation log in again. */
    async unfenceGeneration(generation: GenerationAt): Promise<void> {
      await asMaster(generation, 'Unfencing', async (client) => {
        for (const role of generation.applicationRoles) {
          await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} LOGIN`);
        }
      });
    },
  };

  /** Undoes the closing that came before the verification; nobody else has a password yet. */
  async function openImage({ place, instance, queue }: GenerationAt): Promise<void> {
    const login = await loginAsMaster({ aws, sql }, { place, instance, queue });
    try {
      await openForWriting({ connect: login.connect });
    } catch (error) {
      throw sqlFailure(`Opening ${instance}`, error);
    }
  }

  async function asMaster(
    { place, instance, queue }: GenerationAt,
    action: string,
    work: (client: pg.Client, login: InstanceLogin) => Promise<void>,
  ): Promise<void> {
    const login = await loginAsMaster({ aws, sql }, { place, instance, queue });
    try {
      await withConnection(login, 'postgres', (client) => work(client, login));
    } catch (error) {
      throw sqlFailure(`${action} on ${instance}`, error);
    }
  }
}

/** Roles that could log in and that nobody but AWS or production needs. */
async function otherLogins(client: pg.Client, allowed: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ rolname: string }>(
    `SELECT rolname FROM pg_catalog.pg_roles
      WHERE rolcanlogin AND NOT rolsuper AND rolname <> ALL($1) AND rolname !~ '^(rds|pg_)' ORDER BY rolname`,
    [allowed],
  );
  return rows.map(({ rolname }) => rolname);
}
