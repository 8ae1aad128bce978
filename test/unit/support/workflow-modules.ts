import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const nodeModules = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/;

/** The place of a module: the package's name, or the first directory of a file of the checkout. */
function placeOf(resource: string): string {
  const file = resource.split('?')[0] ?? resource;
  const found = nodeModules.exec(file)?.[1];
  return found ?? path.relative(process.cwd(), file).split(path.sep)[0] ?? file;
}

/**
 * Bundles workflows as a worker would and returns where the modules of the bundle come from, each place once, sorted.
 *
 * @param entry the index file, relative to the checkout
 */
export async function bundledPlaces(entry: string): Promise<string[]> {
  const places = new Set<string>();
  const collect = {
    apply(compiler: { hooks: { compilation: { tap(name: string, use: (compilation: Compilation) => void): void } } }) {
      compiler.hooks.compilation.tap('list-modules', (compilation) => {
        compilation.hooks.finishModules.tap('list-modules', (modules) => {
          for (const { resource } of modules) if (resource) places.add(placeOf(resource));
        });
      });
    },
  };
  await bundleWorkflowCode({
    workflowsPath: path.resolve(entry),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({ ...config, plugins: [...(config.plugins ?? []), collect as never] }),
  });
  return [...places].sort();
}

interface Compilation {
  readonly hooks: {
    readonly finishModules: { tap(name: string, use: (modules: Iterable<{ resource?: string }>) => void): void };
  };
}
