/** The kinds of tests, one directory below `test/` each. */
export const projects = ['unit', 'workflow', 'replay', 'integration', 'laws'];

/** The projects whose tests start compiled code or servers of the sandbox. */
const needsPrograms = ['workflow', 'replay', 'integration', 'laws'];

/**
 * Splits the arguments into the projects to run, named first, and what vitest gets: file filters and options.
 *
 * @param {readonly string[]} args
 */
export function parseArguments(args) {
  const end = args.findIndex((argument) => !projects.includes(argument));
  const named = end === -1 ? args : args.slice(0, end);
  const rest = end === -1 ? [] : args.slice(end);
  const selected = named.length > 0 ? named : projects;
  return {
    projects: selected,
    rest,
    narrowed: rest.some((argument) => /^(-t|--testNamePattern)/.test(argument)),
    programs: selected.some((project) => needsPrograms.includes(project)),
  };
}
