/** Runs one of the measurements: `npm run bench -- scrub`. Each takes its own arguments, and prints a table. */
type Bench = (args: string[]) => Promise<void>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  refresh: async () => (await import('./refresh/bench-refresh.js')).benchRefresh,
  scrub: async () => (await import('./scrub.js')).benchScrub,
  terraform: async () => (await import('./terraform/bench-terraform.js')).benchTerraform,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(`There is no measurement "${name}". Choose one of: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  await (
    await bench()
  )(args);
}
