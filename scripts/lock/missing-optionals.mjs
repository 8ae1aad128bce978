/**
 * Finds the optional dependencies that locked packages name and the lock file does not hold.
 *
 * @param {Record<string, { optionalDependencies?: Record<string, string> }>} packages of the lock file, by place
 * @returns {{ name: string, version: string, by: string }[]}
 */
export function missingOptionals(packages) {
  return Object.entries(packages).flatMap(([by, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, by, name))
      .map(([name, version]) => ({ name, version, by })),
  );
}

/** Looks where Node.js would: next to the package that asks, then in each directory above it. */
function isLocked(packages, by, name) {
  for (let place = by; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    if (`${place ? `${place}/` : ''}node_modules/${name}` in packages) return true;
    if (place === '') return false;
  }
}
