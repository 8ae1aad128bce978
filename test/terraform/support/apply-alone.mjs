/*
 * Applies a plan as a worker does, in a process of its own that can be killed. Argument: JSON with `fleet` (a directory),
 * `directory` (for work directories) and `input` (of the activity).
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createTerraformActivities } from '../../../dist/activities/terraform/terraform-activities.js';
import { createObjectStore } from '../../../dist/activities/state/object-store.js';
import { requireFleet } from '../../../dist/config/require-fleet.js';
import { readSettings } from '../../../dist/config/settings.js';
import { createAwsDependencies } from '../../../dist/workers/dependencies.js';

const { fleet, directory, input } = JSON.parse(process.argv[2]);
const { organization } = await requireFleet(fleet);
const needed = await createAwsDependencies(organization, readSettings(organization));
const objects = createObjectStore(needed.aws.state(organization.state.region), organization.state);
const terraform = { ...needed.terraform, directory };
const { applyStack } = createTerraformActivities({ ...needed, objects, terraform });
console.log(JSON.stringify(await new MockActivityEnvironment().run(applyStack, input)));
