import type { KnownParameter } from '../postgres/parameter-catalog.js';
import { faults } from './faults.js';

/** A parameter of a parameter group, in RDS's words. */
export interface ParameterDefinition {
  readonly name: string;
  readonly description: string;
  readonly dataType: 'boolean' | 'string' | 'integer' | 'float';
  readonly applyType: 'static' | 'dynamic';
  readonly allowed: string | undefined;
  readonly modifiable: boolean;
  /** What AWS itself sets in the default group. */
  readonly systemValue: string | undefined;
}

/** Parameters of RDS that PostgreSQL does not know. */
const ownParameters: readonly ParameterDefinition[] = [
  {
    name: 'rds.force_ssl',
    description: 'Force SSL connections.',
    dataType: 'boolean',
    applyType: 'dynamic',
    allowed: '0,1',
    modifiable: true,
    systemValue: '1',
  },
  {
    name: 'rds.logical_replication',
    description: 'Enables logical decoding.',
    dataType: 'boolean',
    applyType: 'static',
    allowed: '0,1',
    modifiable: true,
    systemValue: '0',
  },
];

/** What AWS sets in the default group where PostgreSQL would do otherwise. */
const systemValues: Readonly<Record<string, string>> = { shared_preload_libraries: 'pg_stat_statements' };

/** Parameters that RDS keeps to itself: where things lie, who gets in, what is archived. */
const kept =
  /^(allow_alter_system|allow_system_table_mods|archive_.*|bonjour.*|cluster_name|config_file|data_.*|debug_.*|event_source|extension_control_path|external_pid_file|fsync|full_page_writes|hba_file|ident_file|ignore_.*|io_method|listen_addresses|log_directory|logging_collector|port|primary_.*|recovery_.*|restore_command|ssl(_.*)?|synchronized_standby_slots|unix_socket_.*|wal_level|zero_damaged_pages|dynamic_library_path|update_process_title)$/;

/** Settings of extensions: the server takes any, RDS those of its extensions. */
const extensionParameters = /^(auto_explain|cron|pg_stat_statements|pgaudit|pglogical|plpgsql|rds)\.[a-z_]+$/;

/** The parameters of one engine family. */
export class ParameterFamily {
  readonly #definitions: ReadonlyMap<string, ParameterDefinition>;

  constructor(known: readonly KnownParameter[]) {
    const all = [...known.filter(({ context }) => context !== 'internal').map(define), ...ownParameters];
    this.#definitions = new Map(all.map((definition) => [definition.name, definition]));
  }

  all(): readonly ParameterDefinition[] {
    return [...this.#definitions.values()];
  }

  /** The values that hold where a group sets none. */
  defaults(): Record<string, string> {
    return Object.fromEntries(
      this.all().flatMap(({ name, systemValue }) => (systemValue === undefined ? [] : [[name, systemValue]])),
    );
  }

  /** @throws {AwsError} `InvalidParameterValue` when there is no such parameter. */
  find(name: string): ParameterDefinition {
    const definition = this.#definitions.get(name);
    if (definition !== undefined) return definition;
    if (!extensionParameters.test(name)) throw faults.value(`Could not find parameter with name: ${name}`);
    return {
      name,
      description: 'Sets a parameter of an extension.',
      dataType: 'string',
      applyType: 'dynamic',
      allowed: undefined,
      modifiable: true,
      systemValue: undefined,
    };
  }

  /** @throws {AwsError} `InvalidParameterValue` when RDS would refuse to set the value. */
  check(name: string, value: string): ParameterDefinition {
    const definition = this.find(name);
    if (!definition.modifiable) throw faults.value(`The parameter ${name} cannot be modified.`);
    if (!isAllowed(definition, value)) {
      throw faults.value(
        `Invalid parameter value: ${value} for: ${name} allowed values are: ${definition.allowed ?? ''}`,
      );
    }
    return definition;
  }
}

function define(known: KnownParameter): ParameterDefinition {
  const dataTypes = { bool: 'boolean', enum: 'string', integer: 'integer', real: 'float', string: 'string' } as const;
  return {
    name: known.name,
    description: `${known.unit === null ? '' : `(${known.unit}) `}${known.description}`,
    dataType: dataTypes[known.type],
    applyType: known.context === 'postmaster' ? 'static' : 'dynamic',
    allowed: allowedValues(known),
    modifiable: !kept.test(known.name),
    systemValue: systemValues[known.name],
  };
}

function allowedValues(known: KnownParameter): string | undefined {
  if (known.type === 'bool') return '0,1';
  if (known.choices !== null) return known.choices.join(',');
  return known.minimum === null || known.maximum === null ? undefined : `${known.minimum}-${known.maximum}`;
}

function isAllowed({ dataType, allowed }: ParameterDefinition, value: string): boolean {
  // A formula over the instance class's memory; AWS computes it, here the sandbox's own value stays.
  if (value.includes('{')) return true;
  if (dataType === 'boolean') return ['0', '1', 'on', 'off', 'true', 'false'].includes(value.toLowerCase());
  if (allowed === undefined) return true;
  if (dataType === 'string') return allowed.split(',').includes(value);
  const range = /^(-?[\d.e+]+)-(-?[\d.e+]+)$/i.exec(allowed);
  const number = Number(value);
  return !Number.isNaN(number) && (range === null || (number >= Number(range[1]) && number <= Number(range[2])));
}
