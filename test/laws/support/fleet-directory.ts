import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';

/** A YAML document as plain values; what is in it is checked by the product when it loads the fleet. */
export type Document = Record<string, unknown>;

/** A fleet directory of one law: Acme's, with the law's own environments instead of Acme's. */
export class FleetDirectory {
  private environments = 0;

  private constructor(readonly path: string) {}

  /** Copies Acme's example fleet to a temporary directory, without its environments. */
  static async create(): Promise<FleetDirectory> {
    const path = await mkdtemp(join(tmpdir(), 'backlot-law-'));
    await cp('examples/acme', path, { recursive: true });
    const fleet = new FleetDirectory(path);
    for (const file of await readdir(join(path, 'accounts'))) await rm(join(path, 'accounts', file));
    return fleet;
  }

  /** Adds an environment that is like Acme's `qa1` but for the edits. */
  async addEnvironment({ name, id }: AccountDescription, edit: (account: Document) => void = () => {}): Promise<void> {
    const account = parse(await readFile('examples/acme/accounts/qa1.yaml', 'utf8')) as Document;
    account['account'] = name;
    account['accountId'] = id;
    account['zone'] = { name: `${name}.acme.example`, visibility: 'private' };
    this.environments += 1;
    account['regions'] = { 'us-east-1': { cidr: `10.${20 + this.environments}.0.0/16`, availabilityZones: 3 } };
    edit(account);
    await this.write(`accounts/${name}.yaml`, account);
  }

  /** Adds a database that is like another one but for its name and the edits. */
  async addDatabase(like: string, name: string, edit: (database: Document) => void): Promise<void> {
    const database = await this.read(`databases/${like}.yaml`);
    database['database'] = name;
    edit(database);
    await this.write(`databases/${name}.yaml`, database);
  }

  /** Changes a file in place. */
  async edit(file: string, edit: (document: Document) => void): Promise<void> {
    const document = await this.read(file);
    edit(document);
    await this.write(file, document);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  private async read(file: string): Promise<Document> {
    return parse(await readFile(join(this.path, file), 'utf8')) as Document;
  }

  /** Writes a whole file. */
  async write(file: string, document: Document): Promise<void> {
    await writeFile(join(this.path, file), stringify(document));
  }
}
