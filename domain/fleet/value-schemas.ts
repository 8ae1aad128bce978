import { explainCidr } from './values/cidr.js';
import { explainCron, isTimeZone } from './values/cron.js';
import { durationPattern, parseDuration } from './values/duration.js';
import { moneyPattern, parseMoney } from './values/money.js';
import { patternText, textValue } from './text-value.js';

/** A name that becomes part of AWS identifiers, workflow ids and queue names. At most 30 characters. */
export const nameSchema = patternText({
  title: 'a name',
  code: 'NameInvalid',
  examples: ['users', 'qa1'],
  pattern: /^(?=.{1,30}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  wrong: 'names have 1 to 30 lower-case letters, digits and single hyphens, and begin with a letter',
});

/** The twelve digits of an AWS account, as text: numbers would lose leading zeros. */
export const accountIdSchema = patternText({
  title: 'an account id',
  code: 'AccountIdInvalid',
  examples: ['123456789012'],
  pattern: /^\d{12}$/,
  wrong: 'AWS account ids have exactly twelve digits',
});

/** The ARN, with `*`, of people who may approve: users, or sessions of a role. */
export const approverArnSchema = patternText({
  title: 'an ARN of people',
  code: 'ValueInvalid',
  examples: ['arn:aws:sts::123456789012:assumed-role/Engineer/*'],
  pattern: /^arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:user|assumed-role)\/[\w+=,.@*/-]+$/,
  wrong: 'approvers look like arn:aws:sts::123456789012:assumed-role/Engineer/*, as STS names them, with their account',
});

/** The ARN, with `*`, of people who may look: users, or the roles that they have, as IAM names them. */
export const readerArnSchema = patternText({
  title: 'an ARN of users or roles',
  code: 'ValueInvalid',
  examples: ['arn:aws:iam::123456789012:role/Engineer'],
  pattern: /^arn:aws[\w-]*:iam::\d{12}:(?:user|role)\/[\w+=,.@*/-]+$/,
  wrong: 'readers look like arn:aws:iam::123456789012:role/Engineer, as IAM names them, with their account',
});

/** A type of resources, as Terraform names it. */
export const resourceTypeSchema = patternText({
  title: 'a type of resources',
  code: 'NameInvalid',
  examples: ['aws_nat_gateway'],
  pattern: /^aws_[a-z0-9_]{1,60}$/,
  wrong: 'types of resources are named as Terraform does, like aws_nat_gateway',
});

/** The name of an IAM role, without path. */
export const roleNameSchema = patternText({
  title: 'the name of a role',
  code: 'NameInvalid',
  examples: ['BacklotSource'],
  pattern: /^[\w+=,.@-]{1,64}$/,
  wrong: 'IAM role names have 1 to 64 letters, digits and +=,.@-_ and no path',
});

/** An AWS region. */
export const regionSchema = patternText({
  title: 'a region',
  code: 'RegionInvalid',
  examples: ['us-east-1'],
  pattern: /^[a-z]{2,4}(?:-[a-z]{2,}){1,3}-\d$/,
  wrong: 'AWS regions look like us-east-1 (no zone letter behind the number)',
});

/** A DNS name of at least one label, lower case, without a trailing dot. */
export const dnsNameSchema = patternText({
  title: 'a DNS name',
  code: 'DnsNameInvalid',
  examples: ['users.db', 'qa1.acme.example'],
  pattern: /^(?=.{1,200}$)[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
  wrong:
    'DNS names have lower-case labels of letters, digits and inner hyphens, joined by dots, without a dot at the end',
});

/** The identifier of an RDS instance. */
export const instanceIdSchema = patternText({
  title: 'the identifier of a database instance',
  code: 'NameInvalid',
  examples: ['prod-users'],
  pattern: /^(?=.{1,63}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  wrong: 'RDS identifiers have 1 to 63 lower-case letters, digits and single hyphens, and begin with a letter',
});

/** An RDS instance class. */
export const instanceClassSchema = patternText({
  title: 'an instance class',
  code: 'ValueInvalid',
  examples: ['db.m6g.large'],
  pattern: /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
  wrong: 'RDS instance classes look like db.m6g.large',
});

/** The name of a PostgreSQL role, as `pg_roles` shows it. */
export const databaseRoleSchema = patternText({
  title: 'the name of a database role',
  code: 'NameInvalid',
  examples: ['app_rw'],
  pattern: /^(?!pg_|rds)[A-Za-z_][\w$-]{0,62}$/,
  wrong: 'application roles have 1 to 63 letters, digits, _, $ and -, and are none of the server’s own (pg_…, rds…)',
});

/** A length of time; its value is in milliseconds. */
export const durationSchema = textValue({
  title: 'a duration',
  code: 'DurationInvalid',
  examples: ['10m', '14d', '1h30m', '45s'],
  pattern: durationPattern,
  read: (text) => {
    const value = parseDuration(text);
    if (value === undefined)
      return { wrong: 'durations are whole numbers with the units d, h, m, s or ms, largest first' };
    return value > 0 ? { value } : { wrong: 'a duration is longer than nothing' };
  },
});

/** A cron expression of five fields. */
export const cronSchema = textValue({
  title: 'a cron expression',
  code: 'CronInvalid',
  examples: ['0 3 * * *'],
  read: (text) => {
    const wrong = explainCron(text);
    return wrong === undefined ? { value: text.trim().split(/\s+/).join(' ') } : { wrong };
  },
});

/** An IANA time zone. */
export const timeZoneSchema = textValue({
  title: 'a time zone',
  code: 'TimeZoneInvalid',
  examples: ['Europe/Berlin', 'UTC'],
  read: (text) =>
    isTimeZone(text) ? { value: text } : { wrong: 'the IANA time zone database has no place of this name' },
});

/** The IPv4 block of a VPC. */
export const cidrSchema = textValue({
  title: 'an IPv4 block',
  code: 'CidrInvalid',
  examples: ['10.20.0.0/16'],
  read: (text) => {
    const wrong = explainCidr(text);
    return wrong === undefined ? { value: text } : { wrong };
  },
});

/** An amount of money with its currency. */
export const moneySchema = textValue({
  title: 'an amount of money',
  code: 'MoneyInvalid',
  examples: ['2000 USD'],
  pattern: moneyPattern,
  read: (text) => {
    const value = parseMoney(text);
    return value ? { value } : { wrong: 'amounts are a number and a currency of three capital letters' };
  },
});

/** A moment, kept as ISO text in UTC. */
export const timeSchema = textValue({
  title: 'a time in UTC',
  code: 'TimeInvalid',
  examples: ['2026-11-21T03:00:00Z'],
  read: (text) => {
    const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(moment)
      ? { wrong: 'times are ISO 8601 with a Z at the end' }
      : { value: new Date(moment).toISOString() };
  },
});

/** An alias of a KMS key. */
export const keyAliasSchema = patternText({
  title: 'the alias of a KMS key',
  code: 'NameInvalid',
  examples: ['alias/backlot-state'],
  pattern: /^alias\/(?!aws\/)[\w/-]{1,240}$/,
  wrong: 'keys are named by an alias that is not one of AWS’s own (alias/aws/…)',
});

/** An address that mail is sent to. */
export const emailSchema = patternText({
  title: 'an e-mail address',
  code: 'ValueInvalid',
  examples: ['qa@acme.example'],
  pattern: /^[^@\s]{1,64}@[^@\s]{1,180}$/,
  wrong: 'addresses have a name, an @ and a domain, without spaces',
});

/** The name of a VPC endpoint service. */
export const endpointServiceSchema = patternText({
  title: 'an endpoint service',
  code: 'ValueInvalid',
  examples: ['com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0'],
  pattern: /^com\.amazonaws\.[a-z0-9.-]+$/,
  wrong: 'endpoint services have names such as com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0',
});

/** The id of an instance of IAM Identity Center, as the end of its ARN has it. */
export const identityCenterSchema = patternText({
  title: 'the id of an instance of Identity Center',
  code: 'ValueInvalid',
  examples: ['ssoins-7223a1b2c3d4e5f6'],
  pattern: /^ssoins-[A-Za-z0-9.-]{16}$/,
  wrong: 'instances of Identity Center have ids such as ssoins-7223a1b2c3d4e5f6; aws sso-admin list-instances has it',
});

/** The id of the identity store of an instance of IAM Identity Center. */
export const identityStoreSchema = patternText({
  title: 'the id of an identity store',
  code: 'ValueInvalid',
  examples: ['d-9067000000'],
  pattern: /^(?:d-[0-9a-f]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  wrong: 'identity stores have ids such as d-9067000000; aws sso-admin list-instances has it',
});

/** The id of a permission set, as the end of its ARN has it. */
export const permissionSetIdSchema = patternText({
  title: 'the id of a permission set',
  code: 'ValueInvalid',
  examples: ['ps-0a1b2c3d4e5f6071'],
  pattern: /^ps-[A-Za-z0-9-]{16}$/,
  wrong: 'permission sets have ids such as ps-0a1b2c3d4e5f6071, the end of their ARNs',
});

/** The name of a permission set. */
export const permissionSetNameSchema = patternText({
  title: 'the name of a permission set',
  code: 'NameInvalid',
  examples: ['Developer'],
  pattern: /^[\w+=,.@-]{1,32}$/,
  wrong: 'permission sets are named by 1 to 32 letters, digits and +=,.@-_',
});

/** The name of a group of people, as the identity store shows it. */
export const groupNameSchema = patternText({
  title: 'the name of a group',
  code: 'NameInvalid',
  examples: ['qa-engineers'],
  pattern: /^(?! )[^\p{C}]{1,1024}(?<! )$/u,
  wrong: 'groups have names of 1 to 1024 characters, without line breaks, and without spaces at their ends',
});
