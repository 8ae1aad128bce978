/**
 * How long the worker of a running activity may be silent before another one takes over, unless a worker's settings say
 * otherwise.
 */
export const defaultHeartbeatTimeoutMs = 10_000;

/** How often a worker beats within that time: a short pause of the process or the network must not look like its death. */
export const beatsPerTimeout = 4;

/** The global by which a worker tells its own setting to the workflows that it runs. */
export const heartbeatGlobal = 'backlotHeartbeatTimeoutMs';
