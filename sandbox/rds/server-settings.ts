import { readdir } from 'node:fs/promises';

import type { PostgresTemplate } from '../postgres/template.js';
import { baseSettings, type PostgresSettings } from '../postgres/settings.js';

/** Which of RDS's values PostgreSQL understands, for one installation of it. */
export class ServerSettings {
  constructor(
    readonly template: PostgresTemplate,
    /** Names of loadable libraries, without their ending. */
    readonly libraries: ReadonlySet<string>,
  ) {}

  static async of(template: PostgresTemplate): Promise<ServerSettings> {
    const files = await readdir(template.programs.lib, { recursive: true });
    const names = files.map((file) => /([^/]+)\.(?:so|dylib)$/.exec(file)?.[1]).filter((name) => name !== undefined);
    return new ServerSettings(template, new Set(names));
  }

  /** Translates the values of a parameter group into the settings of a server. */
  translate(values: Readonly<Record<string, string>>): PostgresSettings {
    const settings: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) {
      if (name.startsWith('rds.') || value.includes('{')) continue;
      settings[name] = name.endsWith('_preload_libraries') ? this.#loadable(value) : value;
    }
    if (isOn(values['rds.logical_replication'])) settings['wal_level'] = 'logical';
    return { ...baseSettings, extension_control_path: `${this.template.extensions}:$system`, ...settings };
  }

  /** A library that does not exist here would keep the server from starting, where on RDS it exists. */
  #loadable(value: string): string {
    const names = value.split(',').map((name) => name.trim());
    return names.filter((name) => this.libraries.has(name)).join(',');
  }
}

/** Reads a boolean parameter as PostgreSQL and RDS both write it. */
export function isOn(value: string | undefined): boolean {
  return ['1', 'on', 'true', 'yes'].includes((value ?? '').toLowerCase());
}
