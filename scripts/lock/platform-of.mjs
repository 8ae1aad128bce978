const systems = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'];
const libraries = { gnu: 'glibc', musl: 'musl' };

/**
 * Reads the platform of a native package from its name, as in `@rollup/rollup-linux-x64-musl`.
 *
 * @param {string} name
 * @returns {{ os: string[], cpu: string[], libc?: string[] } | undefined} nothing when the name tells no platform
 */
export function platformOf(name) {
  const words = name.split(/[-/]/);
  const start = words.findIndex((word) => systems.includes(word));
  const [system, processor, library = ''] = start === -1 ? [] : words.slice(start);
  if (!system || !processor) return undefined;
  const libc = system === 'linux' ? libraries[library] : undefined;
  return { os: [system], cpu: [processor], ...(libc ? { libc: [libc] } : {}) };
}
