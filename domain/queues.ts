/** Workflows and short AWS calls. */
export const mainQueue = 'backlot';

/** Terraform: few at once, because each takes memory and a processor for minutes. */
export const terraformQueue = 'backlot-terraform';

/** Users' hooks: a queue, user and home of their own, without AWS credentials. */
export const hooksQueue = 'backlot-hooks';

/** SQL in quarantine: one queue for each region of the clean room. */
export function cleanroomQueue(region: string): string {
  return `backlot-data/cleanroom/${region}`;
}

/** SQL in an environment: one queue for each of its regions, served by a small worker in its network. */
export function environmentQueue(environment: string, region: string): string {
  return `backlot-data/${environment}/${region}`;
}

/** Stands for every data queue that is not named. */
export const anyDataQueue = 'backlot-data/*';

/** Tells whether SQL runs in a queue. */
export function isDataQueue(queue: string): boolean {
  return queue.startsWith('backlot-data/');
}

/**
 * A queue of the workers that serve a main queue: beside `backlot` these are `backlot-terraform` and `backlot-hooks`.
 * Workflows hand work to the queue beside their own, so that two installations in one namespace do not meet.
 */
export function queueBeside(main: string, kind: 'terraform' | 'hooks'): string {
  return `${main}-${kind}`;
}
