import { spawnSync } from 'node:child_process';

/** A program of the user's machine that Backlot needs and does not bring along. */
export class MissingPrerequisite extends Error {
  name = 'MissingPrerequisite';
}

const atLeast = (actual, wanted) => {
  const [major = 0, minor = 0] = actual.split('.').map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
};

/** Refuses a Node.js that is too old. @throws {MissingPrerequisite} */
export function requireNode(version = process.versions.node) {
  if (atLeast(version, [20, 19])) return;
  throw new MissingPrerequisite(
    `Node.js 20.19 or newer is missing: this is ${version}, and the compiler and the Temporal SDK need more. ` +
      'Install a newer Node.js and run the same command again.',
  );
}

const pythons = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

/**
 * Refuses a machine without a Python that the sandbox's servers can be installed with, before anything slow is done.
 * One that brings the servers along (`BACKLOT_SANDBOX_VENV`) needs none.
 *
 * @throws {MissingPrerequisite}
 */
export function requirePython(candidates = pythons, environment = process.env) {
  if (environment.BACKLOT_SANDBOX_VENV) return;
  if (candidates.some((program) => spawnSync(program, ['-c', probe]).status === 0)) return;
  throw new MissingPrerequisite(
    'Python 3.10 or newer with its venv module is missing: the sandbox installs its servers with it, and none was ' +
      'found on the PATH. Install it (on Debian and Ubuntu: python3-venv) and run the same command again.',
  );
}
