/** The kinds of tests that `npm test` runs, one directory below `test/` each. */
export const projects = ['unit', 'workflow', 'replay', 'integration', 'laws'];

/** Kinds that take long and run only when they are named. */
const onDemand = ['terraform', 'crash'];

/** The projects whose tests start compiled code or servers of the sandbox. */
const needsPrograms = ['workflow', 'replay', 'integration', 'laws', 'terraform', 'crash'];

/** Options of the tests' own, and the variables by which the tests are told. */
const ownOptions = { '--point': 'BACKLOT_TEST_POINT', '--seed': 'BACKLOT_TEST_SEED' };

/**
 * Splits the arguments into the projects to run, named first, the settings of the tests, and what vitest gets: file
 * filters and options.
 *
 * @param {readonly string[]} args
 */
export function parseArguments(args) {
  const end = args.findIndex((argument) => ![...projects, ...onDemand].includes(argument));
  const named = end === -1 ? args : args.slice(0, end);
  const { settings, rest } = takeSettings(end === -1 ? [] : args.slice(end));
  const selected = named.length > 0 ? named : projects;
  return {
    projects: selected,
    rest,
    settings,
    narrowed: rest.some((argument) => /^(-t|--testNamePattern)/.test(argument)),
    programs: selected.some((project) => needsPrograms.includes(project)),
  };
}

function takeSettings(args) {
  const settings = {};
  const rest = [];
  for (let index = 0; index < args.length; index += 1) {
    const variable = ownOptions[args[index]];
    if (variable === undefined) rest.push(args[index]);
    else settings[variable] = args[(index += 1)];
  }
  return { settings, rest };
}
