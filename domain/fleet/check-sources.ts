import type { FleetFiles } from './fleet-files.js';
import type { Finding } from './problem.js';

/** Finds sources that contradict themselves, that production does not allow, or that two databases share. */
export function* checkSources(files: FleetFiles): Iterable<Finding> {
  const temporary = files.organization?.value.production.temporaryInstances;
  for (const { file, value } of [...files.databases, ...files.families]) {
    const { snapshot, at, allowSingleAz } = value.source;
    if (at !== undefined && snapshot !== 'point-in-time') {
      yield contradiction(file, 'at', `\`at\` has no meaning with \`snapshot: ${snapshot}\``, 'point-in-time');
    }
    if (allowSingleAz && snapshot !== 'fresh') {
      yield contradiction(
        file,
        'allowSingleAz',
        `\`allowSingleAz\` has no meaning with \`snapshot: ${snapshot}\``,
        'fresh',
      );
    }
    if (snapshot === 'point-in-time' && temporary === 'forbidden') {
      yield {
        code: 'ValueInvalid',
        file,
        path: ['source', 'snapshot'],
        what: '`snapshot: point-in-time` is not allowed by the organisation',
        why: 'it restores a temporary instance in the production account',
        mend: 'use latest-automated or fresh, or set `production.temporaryInstances: allowed` in organization.yaml',
      };
    }
  }
  yield* sharedInstances(files);
}

function* sharedInstances(files: FleetFiles): Iterable<Finding> {
  const first = new Map<string, string>();
  for (const { file, value } of files.databases) {
    const { instance, region } = value.source;
    const earlier = first.get(`${region}/${instance}`);
    if (earlier === undefined) {
      first.set(`${region}/${instance}`, file);
      continue;
    }
    yield {
      code: 'DuplicateId',
      file,
      path: ['source', 'instance'],
      what: `the instance ${instance} in ${region} is described twice`,
      why: `${earlier} describes it already; an instance is copied as a whole, with all its logical databases`,
      mend: 'keep one file, with the rules of all logical databases',
    };
  }
}

function contradiction(file: string, key: string, what: string, wanted: string): Finding {
  return {
    code: 'ValueInvalid',
    file,
    path: ['source', key],
    what,
    why: `it only says something about \`snapshot: ${wanted}\``,
    mend: `remove the line, or set \`snapshot: ${wanted}\``,
  };
}
