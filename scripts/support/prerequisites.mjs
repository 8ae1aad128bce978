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

/**
 * Refuses a machine without a usable Python, which the sandbox's servers are installed with.
 *
 * @throws {MissingPrerequisite}
 */
export function requirePython(program = 'python3') {
  const probe = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const { error, status, stdout } = spawnSync(program, ['-c', probe], { encoding: 'utf8' });
  if (error) {
    throw new MissingPrerequisite(
      'Python 3.10 or newer is missing: there is no python3 on the PATH, and the sandbox installs its servers with it. ' +
        'Install Python 3 with its venv module and run the same command again.',
    );
  }
  if (status !== 0) {
    throw new MissingPrerequisite(
      "Python's venv module is missing: python3 cannot import venv and ensurepip, which the sandbox's own environment " +
        'needs. Install it (on Debian and Ubuntu: the package python3-venv) and run the same command again.',
    );
  }
  const version = stdout.trim();
  if (atLeast(version, [3, 10])) return;
  throw new MissingPrerequisite(
    `Python 3.10 or newer is missing: python3 is ${version}, and the sandbox's servers need more. ` +
      'Install a newer Python 3 and run the same command again.',
  );
}
