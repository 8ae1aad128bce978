import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, runFiles } from '../../activities/terraform/child-environment.js';
import { overrideFile, renderOverride } from '../../activities/terraform/override-file.js';
import { findMirror, renderCliConfiguration } from '../../activities/terraform/provider-mirror.js';
import { renderStacks } from '../../activities/terraform/synthesize-stacks.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import type { Sandbox } from '../../sandbox/runtime/start-sandbox.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import type { CommandLog } from './command-log.js';
import { criticalPath } from './critical-path.js';
import type { Phase, PlainMeasure } from './measures.js';
import { watchMemory } from './process-tree.js';

/** Terraform's exit code for a plan that has changes. */
const withChanges = 2;

/** What the loop works with. */
export interface PlainContext {
  readonly sandbox: Sandbox;
  readonly fleet: string;
  readonly environment: AccountDescription;
  /** Each stack has a directory below it, which is kept from phase to phase. */
  readonly directory: string;
  readonly log: CommandLog;
}

/**
 * What a platform engineer would write without Backlot: a loop over the stacks in the order of their dependencies, with
 * `init`, `plan`, `apply` where there are changes, and `output` for the stacks that follow; and `destroy` the way back.
 * Configurations, provider, state and credentials are those that Backlot has.
 */
export class PlainLoop {
  private running: number | undefined;

  constructor(private readonly context: PlainContext) {}

  /** Goes through all stacks once, and measures it. */
  async measure(phase: Phase): Promise<PlainMeasure> {
    const { fleet, environment, log } = this.context;
    const { fleet: read, blueprints } = await requireBlueprints(fleet);
    const rendered = await renderStacks(() => Promise.resolve({ fleet: read, blueprints }), {
      environment: environment.name,
      accountId: environment.id,
      fleet: { revision: read.revision, digest: read.digest },
    });
    const stacks = rendered.filter(({ slice }) => slice.role === 'BacklotDeploy');
    for (const { slice, json } of stacks) await this.prepare(slice, json);
    const slices = stacks.map(({ slice }) => slice);
    const variables = await this.variables();

    const memory = watchMemory(() => this.running);
    const msOf: Record<string, number> = {};
    const outputs = new Map<string, Outputs>();
    const begunAt = Date.now();
    for (const slice of phase === 'destroy' ? slices.toReversed() : slices) {
      const stackBegunAt = Date.now();
      const terraform = (...args: string[]) => this.terraform(slice, variables, args);
      if (phase === 'destroy') {
        await terraform('init', '-input=false', '-no-color');
        await terraform('destroy', '-auto-approve', '-input=false', '-no-color');
      } else {
        await this.writeValues(slice, outputs);
        await applyStack(terraform);
        outputs.set(slice.name, JSON.parse((await terraform('output', '-json')).text) as Outputs);
      }
      msOf[slice.name] = Date.now() - stackBegunAt;
    }
    const wallMs = Date.now() - begunAt;
    const commands = await log.take();
    return {
      wallMs,
      processorMs: commands.reduce((sum, { processorMs }) => sum + processorMs, 0),
      peakMemory: memory.stop(),
      commands,
      critical: criticalPath(slices, msOf),
    };
  }

  private directoryOf({ name }: Pick<StackSlice, 'name'>): string {
    return join(this.context.directory, name);
  }

  private async prepare(slice: StackSlice, json: string): Promise<void> {
    const directory = this.directoryOf(slice);
    const { endpoint } = this.context.sandbox.description;
    await mkdir(join(directory, runFiles.home), { recursive: true });
    await mkdir(join(directory, runFiles.temporary), { recursive: true });
    await writeFile(join(directory, 'main.tf.json'), json);
    await writeFile(join(directory, overrideFile), renderOverride(json, { endpoint }) ?? '{}');
    const mirror = await findMirror(process.env['BACKLOT_TERRAFORM_MIRROR']);
    await writeFile(join(directory, runFiles.cliConfiguration), renderCliConfiguration(mirror));
  }

  /** Gives a stack what others have put out. */
  private async writeValues(slice: StackSlice, outputs: ReadonlyMap<string, Outputs>): Promise<void> {
    const values = Object.entries(slice.imports).map(
      ([variable, source]) => [variable, outputs.get(source.from)?.[source.export]?.value] as const,
    );
    await writeFile(join(this.directoryOf(slice), 'terraform.tfvars.json'), JSON.stringify(Object.fromEntries(values)));
  }

  /** The identity that workers have, in the environment, as a script would have it. */
  private async variables(): Promise<Record<string, string>> {
    const { baseCredentialsFile } = this.context.sandbox.description;
    const base = JSON.parse(await readFile(baseCredentialsFile, 'utf8')) as Record<string, string>;
    return { AWS_ACCESS_KEY_ID: base['accessKeyId'] ?? '', AWS_SECRET_ACCESS_KEY: base['secretAccessKey'] ?? '' };
  }

  private async terraform(
    slice: StackSlice,
    variables: Readonly<Record<string, string>>,
    args: readonly string[],
  ): Promise<Ended> {
    const directory = this.directoryOf(slice);
    const { endpoint } = this.context.sandbox.description;
    const path = process.env['PATH'] ?? '';
    const child = spawn(this.context.log.program, args, {
      cwd: directory,
      env: { ...childEnvironment(directory, { path, endpoint }), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running = child.pid;
    const [text, words] = [collect(child.stdout), collect(child.stderr)];
    const [code] = (await once(child, 'close')) as [number | null];
    this.running = undefined;
    if (code === 0 || (code === withChanges && args[0] === 'plan')) return { code, text: text() };
    throw new Error(`terraform ${args[0] ?? ''} of ${slice.name} ended with ${code}:\n${text()}\n${words()}`);
  }
}

interface Ended {
  readonly code: number;
  /** Its standard output. */
  readonly text: string;
}

type Outputs = Readonly<Record<string, { readonly value: unknown }>>;

async function applyStack(terraform: (...args: string[]) => Promise<Ended>): Promise<void> {
  await terraform('init', '-input=false', '-no-color');
  const { code } = await terraform('plan', '-input=false', '-no-color', '-detailed-exitcode', '-out=plan.tfplan');
  if (code === withChanges) await terraform('apply', '-input=false', '-no-color', 'plan.tfplan');
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
