import type { TestProject } from 'vitest/node';

/** What a vitest global set-up file exports. */
export interface GlobalSetup {
  readonly setup: (project: TestProject) => Promise<void>;
  readonly teardown: () => Promise<void>;
}

interface Shared {
  users: number;
  /** The instance of the first project: it alone knows what it started. */
  readonly setup: Promise<GlobalSetup>;
  /** Resolves with what the first project provided. */
  readonly started: Promise<ReadonlyMap<string, unknown>>;
}

/**
 * Vitest loads a global set-up once for each project, each time as a new module, and all in one process. What several
 * projects share is therefore kept under a registered symbol.
 */
const registryKey = Symbol.for('backlot.tests.shared-setups');
const registry: Map<string, Shared> = ((globalThis as Record<symbol, unknown>)[registryKey] ??= new Map()) as Map<
  string,
  Shared
>;

async function start({ setup }: GlobalSetup, project: TestProject): Promise<ReadonlyMap<string, unknown>> {
  const provided = new Map<string, unknown>();
  const record = { value: (key: string, value: unknown) => void provided.set(key, value) };
  await setup(Object.create(project, { provide: record }) as TestProject);
  return provided;
}

/**
 * Makes a global set-up that several projects can name: the first one runs it, all get what it provides, and it is
 * torn down when the last one ends.
 *
 * @param name the same in every project that shares
 */
export function shareBetweenProjects(name: string, load: () => Promise<GlobalSetup>): GlobalSetup {
  return {
    async setup(project) {
      let shared = registry.get(name);
      if (!shared) {
        const setup = load();
        shared = { users: 0, setup, started: setup.then((loaded) => start(loaded, project)) };
        registry.set(name, shared);
      }
      shared.users += 1;
      for (const [key, value] of await shared.started) project.provide(key as never, value as never);
    },
    async teardown() {
      const shared = registry.get(name);
      if (!shared || (shared.users -= 1) > 0) return;
      registry.delete(name);
      await (await shared.setup).teardown();
    },
  };
}
