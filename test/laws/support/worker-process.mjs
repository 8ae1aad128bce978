// A worker as an operator runs it: compiled code in a process of its own. Argument: the fleet directory.
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { runWorkers } from '../../../dist/workers/run-workers.js';

Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('DEBUG') });
const workers = await runWorkers(process.argv[2]);
process.once('SIGTERM', () => void workers.stop());
console.log('worker is ready');
await workers.done;
