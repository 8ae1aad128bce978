import type { z } from 'zod';
import { accountSchema } from '../domain/fleet/account.js';
import { checkFleet } from '../domain/fleet/check-fleet.js';
import { clusterSchema } from '../domain/fleet/cluster.js';
import { databaseFamilySchema, databaseSchema } from '../domain/fleet/database.js';
import { explainIssues } from '../domain/fleet/explain-issues.js';
import type { FleetFiles, ParsedFile } from '../domain/fleet/fleet-files.js';
import type { Fleet, FleetContent } from '../domain/fleet/fleet.js';
import { organizationSchema } from '../domain/fleet/organization.js';
import { compareProblems } from '../domain/fleet/problem.js';
import type { Problem } from '../domain/fleet/problem.js';
import type { Blueprints } from '../templates/blueprints/stacks-of.js';
import { digestOf } from './digest.js';
import { loadBlueprints, type LoadedBlueprints } from './load-blueprints.js';
import { parseYaml } from './parse-yaml.js';
import type { YamlFile } from './parse-yaml.js';
import { readDirectory } from './read-directory.js';
import type { TextFile } from './read-directory.js';
import { revisionOf } from './revision.js';

/** What came of reading a fleet directory: a fleet, or the reasons why there is none. */
export interface LoadedFleet {
  readonly fleet?: Fleet;
  /** The blueprints that its account files can name; none when no file names any. */
  readonly blueprints: Blueprints;
  /** Every problem of every file, in the order of files and lines. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks a whole fleet directory. Never throws for what it finds there: every problem of every file is
 * returned at once, and there is a fleet only when there is none.
 */
export async function loadFleet(directory: string): Promise<LoadedFleet> {
  const { files, problems } = await readDirectory(directory);
  const reading = new Reading();
  for (const file of files) reading.add(file);
  const found = [...problems, ...reading.problems, ...reading.check()];
  const loaded = reading.needsBlueprints() ? await loadBlueprints(directory) : noBlueprints;
  const { blueprints } = loaded;
  found.push(...loaded.problems);
  // Stacks are made from a whole fleet, so a fleet with other problems is not tried on them.
  found.push(...(await reading.checkBlueprints(blueprints, found.length === 0)));
  if (found.length > 0) return { blueprints, problems: found.toSorted(compareProblems) };
  const content = reading.content();
  const own = Object.keys(loaded.digests).length > 0 ? { blueprints: loaded.digests } : {};
  const digest = digestOf({ ...content, ...own });
  return { fleet: { ...content, revision: await revisionOf(directory, digest), digest }, blueprints, problems: [] };
}

const noBlueprints: LoadedBlueprints = { blueprints: new Map(), problems: [], digests: {} };

/** The files read so far, apart by what they describe. */
class Reading {
  readonly problems: Problem[] = [];
  private readonly yaml = new Map<string, YamlFile>();
  private readonly organizations: ParsedFile<FleetContent['organization']>[] = [];
  private readonly accounts: ParsedFile<FleetContent['accounts'][string]>[] = [];
  private readonly databases: ParsedFile<FleetContent['databases'][string]>[] = [];
  private readonly families: ParsedFile<FleetContent['families'][string]>[] = [];
  private readonly clusters: ParsedFile<FleetContent['clusters'][string]>[] = [];
  private readonly unparsed = new Set<string>();

  /** Parses one file against the schema that its place asks for. */
  add({ file, directory, text }: TextFile): void {
    const yaml = parseYaml(file, text);
    this.yaml.set(file, yaml);
    this.problems.push(...yaml.problems);
    if (yaml.problems.length > 0) this.unparsed.add(file.replace(/\.yaml$/, ''));
    else if (directory === undefined) this.parse(yaml, organizationSchema, this.organizations);
    else if (directory === 'accounts') this.parse(yaml, accountSchema, this.accounts);
    else if (directory === 'clusters') this.parse(yaml, clusterSchema, this.clusters);
    else if (hasKey(yaml.value, 'family')) this.parse(yaml, databaseFamilySchema, this.families);
    else this.parse(yaml, databaseSchema, this.databases);
  }

  /** Checks the files against one another, as far as they could be parsed. */
  check(): Problem[] {
    return checkFleet(this.files()).flatMap((finding) => this.yaml.get(finding.file)?.locate(finding) ?? []);
  }

  /** Whether an account file names a blueprint. */
  needsBlueprints(): boolean {
    return this.accounts.some(({ value }) => value.blueprint !== undefined);
  }

  /** Checks account files against their blueprints; with `whole`, also the stacks that come of them. */
  async checkBlueprints(blueprints: Blueprints, whole: boolean): Promise<Problem[]> {
    if (!this.needsBlueprints()) return [];
    const { checkBlueprints } = await import('../templates/blueprints/check-blueprints.js');
    const findings = [...checkBlueprints(this.accounts, blueprints, whole ? this.content() : undefined)];
    return findings.flatMap((finding) => this.yaml.get(finding.file)?.locate(finding) ?? []);
  }

  /** The content of a directory without problems. */
  content(): FleetContent {
    const [organization] = this.organizations;
    if (!organization) throw new Error('a fleet without problems has an organisation');
    return {
      organization: organization.value,
      accounts: byName(this.accounts, ({ account }) => account),
      databases: byName(this.databases, ({ database }) => database),
      families: byName(this.families, ({ family }) => family),
      clusters: byName(this.clusters, ({ cluster }) => cluster),
    };
  }

  private parse<Value>(yaml: YamlFile, schema: z.ZodType<Value>, into: ParsedFile<Value>[]): void {
    const { file, value } = yaml;
    const result = schema.safeParse(value);
    if (result.success) {
      into.push({ file, value: result.data });
      return;
    }
    this.unparsed.add(file.replace(/\.yaml$/, ''));
    this.problems.push(...explainIssues({ file, schema, value }, result.error.issues).map(yaml.locate));
  }

  private files(): FleetFiles {
    const { accounts, databases, families, clusters, unparsed } = this;
    const [organization] = this.organizations;
    return { ...(organization && { organization }), accounts, databases, families, clusters, unparsed };
  }
}

function byName<Value>(files: readonly ParsedFile<Value>[], nameOf: (value: Value) => string): Record<string, Value> {
  return Object.fromEntries(files.map(({ value }) => [nameOf(value), value]));
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
