# What a thief of the source role's credentials tries. Runs after the prelude of the boto3 tests, as production's
# administrator; the thief and a stranger's account are sessions of their own. Answers [what, code] for each attempt.
import os, uuid

held = {name: session(credentials) for name, credentials in json.loads(os.environ['SESSIONS']).items()}
thief, stranger = held['source'], held['stranger']
rds, owner = thief.client('rds'), client('rds')
production = client('sts').get_caller_identity()['Account']
outsider = stranger.client('sts').get_caller_identity()['Account']
mark = uuid.uuid4().hex[:8]
arn = lambda kind, name, region='us-east-1': f'arn:aws:rds:{region}:{production}:{kind}:{name}'

def attempt(what, call, **arguments):
    answer([what, code_of(lambda: call(**arguments))])

def tags(kind, *without):
    born = {'kind': kind, 'operation': mark, 'destroy-by': '2099-01-01T00:00:00Z'}
    return [{'Key': f'backlot:{key}', 'Value': value} for key, value in born.items() if key not in without]

def settled(rds, name):
    while True:
        [found] = rds.describe_db_snapshots(DBSnapshotIdentifier=name)['DBSnapshots']
        if found['Status'] != 'creating': return found
        time.sleep(0.1)

def automated(instance):
    return owner.describe_db_snapshots(DBInstanceIdentifier=instance, SnapshotType='automated')['DBSnapshots'][-1]['DBSnapshotIdentifier']

def state():
    instances = [one for one in owner.describe_db_instances()['DBInstances'] if one['DBInstanceIdentifier'].startswith('prod-')]
    key = client('kms').describe_key(KeyId='alias/backlot-share')['KeyMetadata']
    return [sorted((one['DBInstanceIdentifier'], one['DbiResourceId'], one['DBInstanceClass'], one['PubliclyAccessible']) for one in instances),
        key['KeyState'], client('kms').get_key_policy(KeyId=key['KeyId'], PolicyName='default')['Policy'],
        client('kms').list_grants(KeyId=key['KeyId'])['Grants']]

# Production's own: a snapshot that somebody took before an upgrade, of the instance that is not encrypted.
before = state()
users, orders, plain = (automated(name) for name in ('prod-users', 'prod-orders', 'prod-messages'))
own, named = f'before-upgrade-{mark}', f'backlot-theirs-{mark}-copy'
for name in (own, named):
    owner.copy_db_snapshot(SourceDBSnapshotIdentifier=plain, TargetDBSnapshotIdentifier=name)
    settled(owner, name)

# Copies that the role can make: under the share key, and of the instance under the default key without naming one.
def copy(name, source=users, rds=rds, kind='source-copy', without=(), **more):
    return rds.copy_db_snapshot(SourceDBSnapshotIdentifier=source, TargetDBSnapshotIdentifier=name, Tags=tags(kind, *without), **more)

ours, default = f'backlot-users-{mark}-copy', f'backlot-orders-{mark}-copy'
copy(ours, KmsKeyId='alias/backlot-share')
copy(default, orders)
for name in (ours, default): settled(rds, name)

def share(name, *accounts, rds=rds):
    return rds.modify_db_snapshot_attribute(DBSnapshotIdentifier=name, AttributeName='restore', ValuesToAdd=list(accounts))

attempt("share production's own snapshot", lambda: share(own, outsider))
attempt("share production's automated backup", lambda: share(plain, outsider))
attempt('share a copy under the default key', lambda: share(default, outsider))
attempt('share a copy with everybody', lambda: share(ours, 'all'))
attempt('share a copy with a stranger', lambda: share(ours, outsider))
theirs = stranger.client('rds')
key = stranger.client('kms').create_key()['KeyMetadata']['Arn']
attempt('use it as the stranger: copy', theirs.copy_db_snapshot, SourceDBSnapshotIdentifier=arn('snapshot', ours),
    TargetDBSnapshotIdentifier='mine', KmsKeyId=key)
attempt('use it as the stranger: restore', theirs.restore_db_instance_from_db_snapshot, DBInstanceIdentifier='mine',
    DBSnapshotIdentifier=arn('snapshot', ours))

attempt("tag production's own snapshot as ours", rds.add_tags_to_resource, ResourceName=arn('snapshot', own), Tags=tags('source-copy'))
attempt("delete production's own snapshot", rds.delete_db_snapshot, DBSnapshotIdentifier=own)
attempt("delete production's automated backup", rds.delete_db_snapshot, DBSnapshotIdentifier=plain)
attempt('delete what only has our name', rds.delete_db_snapshot, DBSnapshotIdentifier=named)
attempt('change an instance', rds.modify_db_instance, DBInstanceIdentifier='prod-users', MasterUserPassword='Corr3ct-Horse', ApplyImmediately=True)
attempt('rename an instance to a name of ours', rds.modify_db_instance, DBInstanceIdentifier='prod-users', NewDBInstanceIdentifier=f'backlot-users-{mark}-pit')
attempt('restart an instance', rds.reboot_db_instance, DBInstanceIdentifier='prod-users')
attempt('stop an instance', rds.stop_db_instance, DBInstanceIdentifier='prod-users')
attempt('delete an instance', rds.delete_db_instance, DBInstanceIdentifier='prod-users', SkipFinalSnapshot=True)
attempt('change a parameter group', rds.modify_db_parameter_group, DBParameterGroupName='acme-postgres18',
    Parameters=[{'ParameterName': 'work_mem', 'ParameterValue': '64', 'ApplyMethod': 'immediate'}])
attempt('make an instance', rds.create_db_instance, DBInstanceIdentifier=f'backlot-users-{mark}-pit', DBInstanceClass='db.t4g.micro',
    Engine='postgres', MasterUsername='me', MasterUserPassword='Corr3ct-Horse', AllocatedStorage=20, Tags=tags('source-instance'))
attempt('restore a snapshot in production', rds.restore_db_instance_from_db_snapshot, DBInstanceIdentifier=f'backlot-users-{mark}-pit',
    DBSnapshotIdentifier=ours, Tags=tags('source-instance'))
past = dict(SourceDBInstanceIdentifier='prod-users', UseLatestRestorableTime=True, Tags=tags('source-instance'))
attempt('restore the past under a name of its own', rds.restore_db_instance_to_point_in_time, TargetDBInstanceIdentifier='users-past', **past)
attempt('restore the past open to the internet', rds.restore_db_instance_to_point_in_time,
    TargetDBInstanceIdentifier=f'backlot-users-{mark}-pit', PubliclyAccessible=True, **past)
attempt('export a snapshot', rds.start_export_task, ExportTaskIdentifier='mine', SourceArn=arn('snapshot', ours),
    S3BucketName='mine', IamRoleArn=f'arn:aws:iam::{production}:role/BacklotSource', KmsKeyId='alias/backlot-share')

attempt('copy to a name of its own', lambda: copy(f'mine-{mark}', KmsKeyId='alias/backlot-share'))
attempt('copy without tags', lambda: copy(f'{ours}-copy', KmsKeyId='alias/backlot-share', without=('kind', 'operation', 'destroy-by')))
attempt('copy without an end', lambda: copy(f'{ours}-copy', KmsKeyId='alias/backlot-share', without=('destroy-by',)))
attempt("copy under production's own key", lambda: copy(f'{ours}-copy', KmsKeyId='alias/prod-data'))
attempt('copy to another region', lambda: copy(f'{ours}-copy', arn('snapshot', users), rds=thief.client('rds', region_name='eu-central-1'),
    KmsKeyId='alias/backlot-share'))
attempt('snapshot under a name of its own', rds.create_db_snapshot, DBInstanceIdentifier='prod-users', DBSnapshotIdentifier=f'mine-{mark}',
    Tags=tags('source-snapshot'))

kms = thief.client('kms')
share_key = client('kms').describe_key(KeyId='alias/backlot-share')['KeyMetadata']['Arn']
open_policy = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*'}]})
attempt('grant the share key to a stranger', kms.create_grant, KeyId=share_key, GranteePrincipal=f'arn:aws:iam::{outsider}:root',
    Operations=['Decrypt'])
attempt('let a stranger in to the share key', kms.put_key_policy, KeyId=share_key, PolicyName='default', Policy=open_policy)
attempt('encrypt under the share key itself', kms.encrypt, KeyId=share_key, Plaintext=b'text')
attempt('make a data key itself', kms.generate_data_key, KeyId=share_key, KeySpec='AES_256')
attempt('move the alias of the share key', kms.update_alias, AliasName='alias/backlot-share', TargetKeyId=share_key)
attempt('delete the share key', kms.schedule_key_deletion, KeyId=share_key)

sts, iam = thief.client('sts'), thief.client('iam')
attempt('become the scrubber', sts.assume_role, RoleArn='arn:aws:iam::333333333333:role/BacklotScrub', RoleSessionName='thief')
attempt('become an administrator', sts.assume_role, RoleArn=f'arn:aws:iam::{production}:role/OrganizationAccountAccessRole', RoleSessionName='thief')
attempt('widen its own policy', iam.put_role_policy, RoleName='BacklotSource', PolicyName='more', PolicyDocument=open_policy)
attempt('read a secret', thief.client('secretsmanager').get_secret_value, SecretId='backlot/scrub-key/us')
attempt('list the network', thief.client('ec2').describe_vpcs)
attempt('list buckets', thief.client('s3').list_buckets)

# The deliberate break: the same policy and one statement more.
own_iam, wide = client('iam'), f'Widened-{mark}'
policy = own_iam.get_role_policy(RoleName='BacklotSource', PolicyName='BacklotSource')['PolicyDocument']
policy['Statement'].append({'Sid': 'OneMore', 'Effect': 'Allow', 'Action': ['rds:ModifyDBSnapshotAttribute', 'rds:DeleteDBSnapshot'], 'Resource': '*'})
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': f'arn:aws:iam::{production}:root'}, 'Action': 'sts:AssumeRole'}]}
role = own_iam.create_role(RoleName=wide, AssumeRolePolicyDocument=json.dumps(trust))['Role']['Arn']
own_iam.put_role_policy(RoleName=wide, PolicyName='wide', PolicyDocument=json.dumps(policy))
widened = session(client('sts').assume_role(RoleArn=role, RoleSessionName='thief')['Credentials']).client('rds')
attempt("widened: share production's own snapshot", lambda: share(own, 'all', rds=widened))
attempt("widened: delete production's own snapshot", widened.delete_db_snapshot, DBSnapshotIdentifier=own)

own_iam.delete_role_policy(RoleName=wide, PolicyName='wide')
own_iam.delete_role(RoleName=wide)
for name in (ours, default, named): owner.delete_db_snapshot(DBSnapshotIdentifier=name)
stranger.client('kms').schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
answer(['what production has', 'unchanged' if state() == before else 'changed'])
