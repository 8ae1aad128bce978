import { spawn } from 'node:child_process';
import { root } from './checkout.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the checkout on this terminal and resolves with its exit code; a signal counts as 128 + 1.
 * Signals that reach this process are passed on, so that the program ends in its own orderly way.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment] added to the caller's
 * @returns {Promise<number>}
 */
export function runCommand(program, args, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
    const pass = (signal) => child.kill(signal);
    for (const signal of forwarded) process.on(signal, pass);
    const release = () => forwarded.forEach((signal) => process.off(signal, pass));
    child.once('error', (error) => (release(), reject(error)));
    child.once('exit', (code) => (release(), resolve(code ?? 129)));
  });
}

/**
 * Runs a Node program of the checkout.
 *
 * @param {string} file relative to the checkout
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 */
export const runNode = (file, args, environment) => runCommand(process.execPath, [file, ...args], environment);
