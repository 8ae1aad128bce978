import { randomBytes } from 'node:crypto';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import type { InstanceAt } from '../../domain/messages/databases.js';
import { masterSecret } from '../../domain/names.js';
import type { Tags } from '../../domain/tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createSecrets } from './secrets.js';

/** Activities that give a restored instance a password which only its place's secret holds. */
export function createPasswordActivities({ aws }: Pick<ActivityDependencies, 'aws'>) {
  const secrets = createSecrets(aws);

  return {
    /**
     * Replaces production's master password by one that nobody knows. It is generated here, stored as a secret of the
     * place, and sent to RDS in one Modify; running again uses the stored one.
     */
    async setMasterPassword({ place, instance, tags }: InstanceAt & { tags: Tags }): Promise<void> {
      const password = await secrets.findOrCreate(place, masterSecret(instance), tags, generatePassword);
      await aws.rds(place).send(
        new ModifyDBInstanceCommand({
          DBInstanceIdentifier: instance,
          MasterUserPassword: password,
          ApplyImmediately: true,
        }),
      );
    },

    /** Deletes the secret of an instance that is gone. */
    async deleteMasterSecret({ place, instance }: InstanceAt): Promise<void> {
      await secrets.remove(place, masterSecret(instance));
    },
  };
}

/** Makes a password of 192 random bits in characters that every client and URL takes. */
export function generatePassword(): string {
  return randomBytes(24).toString('base64url');
}
