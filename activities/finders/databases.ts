import {
  DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSnapshotCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  type Tag,
} from '@aws-sdk/client-rds';
import { DeleteSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type { Found } from '../../domain/messages/listing.js';
import type { FinderType } from '../../domain/stacks/finder-types.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { listInstances } from '../databases/describe-instance.js';
import { listManualSnapshots } from '../databases/images.js';
import { listParameterGroups } from '../databases/list-parameter-groups.js';
import type { Finders, Reach } from './finder.js';

/** How databases are found, with what every refresh makes around them. Automated backups go with their instance. */
export const databaseFinders: Finders<
  'aws_db_instance' | 'aws_db_snapshot' | 'aws_db_parameter_group' | 'aws_db_subnet_group' | 'aws_secretsmanager_secret'
> = {
  aws_db_instance: {
    scope: 'region',
    async list({ aws, place }) {
      return (await listInstances(aws, place)).map(({ DBInstanceIdentifier, TagList, DBInstanceStatus }) => ({
        ...named('aws_db_instance', DBInstanceIdentifier, TagList),
        ...(DBInstanceStatus === 'deleting' && { ending: DBInstanceStatus }),
      }));
    },
    remove: (reach, { id }) =>
      rds(reach).send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: id,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    gone: ['DBInstanceNotFound', 'DBInstanceNotFoundFault'],
  },
  aws_db_snapshot: {
    scope: 'region',
    async list({ aws, place }) {
      return (await listManualSnapshots(aws, place)).map(({ DBSnapshotIdentifier, TagList }) =>
        named('aws_db_snapshot', DBSnapshotIdentifier, TagList),
      );
    },
    remove: (reach, { id }) => rds(reach).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id })),
    gone: ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault'],
  },
  aws_db_parameter_group: {
    scope: 'region',
    async list(reach) {
      const groups = await listParameterGroups(reach.aws, reach.place);
      return Promise.all(
        groups.map(async ({ DBParameterGroupName, DBParameterGroupArn }) =>
          named('aws_db_parameter_group', DBParameterGroupName, await tagsOf(reach, DBParameterGroupArn)),
        ),
      );
    },
    remove: (reach, { id }) => rds(reach).send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: id })),
    gone: ['DBParameterGroupNotFound', 'DBParameterGroupNotFoundFault'],
  },
  aws_db_subnet_group: {
    scope: 'region',
    async list(reach) {
      const groups = await allPages(async (Marker) => {
        const answer = await rds(reach).send(new DescribeDBSubnetGroupsCommand({ Marker }));
        return { items: answer.DBSubnetGroups ?? [], next: answer.Marker };
      });
      return Promise.all(
        groups.map(async ({ DBSubnetGroupName, DBSubnetGroupArn }) =>
          named('aws_db_subnet_group', DBSubnetGroupName, await tagsOf(reach, DBSubnetGroupArn)),
        ),
      );
    },
    remove: (reach, { id }) => rds(reach).send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id })),
    gone: ['DBSubnetGroupNotFoundFault'],
  },
  aws_secretsmanager_secret: {
    scope: 'region',
    async list({ aws, place }) {
      const secrets = await allPages(async (NextToken) => {
        const answer = await aws.secrets(place).send(new ListSecretsCommand({ NextToken }));
        return { items: answer.SecretList ?? [], next: answer.NextToken };
      });
      return secrets.map(({ Name = '', ARN = '', Tags }) => ({
        type: 'aws_secretsmanager_secret',
        id: Name,
        importId: ARN,
        name: Name,
        tags: fromAwsTags(Tags),
      }));
    },
    // Without force the name would stay taken for a week.
    remove: ({ aws, place }, { id }) =>
      aws.secrets(place).send(new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery: true })),
    gone: ['ResourceNotFoundException'],
  },
};

function named(type: FinderType, name = '', tags?: readonly Tag[]): Found {
  return { type, id: name, importId: name, name, tags: fromAwsTags(tags) };
}

async function tagsOf(reach: Reach, ResourceName: string | undefined): Promise<Tag[]> {
  return (await rds(reach).send(new ListTagsForResourceCommand({ ResourceName }))).TagList ?? [];
}

function rds({ aws, place }: Reach) {
  return aws.rds(place);
}
