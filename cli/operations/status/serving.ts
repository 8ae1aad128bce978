/** What one refresh or rollback of an environment did to what serves. Times are ISO. */
export interface PastOperation {
  readonly workflowId: string;
  /** Absent while it runs. */
  readonly endedAt?: string;
  /** The databases that it let serve; absent when that cannot be found out. */
  readonly served?: readonly {
    readonly database: string;
    /** One generation, or all that a rollback went back to. */
    readonly generations: readonly string[];
    /** Known to the refresh that made the generation. */
    readonly dataTime?: string;
  }[];
}

/** A database and what serves it. Times are ISO. */
export interface ServedDatabase {
  readonly database: string;
  readonly generation: string;
  readonly dataTime?: string;
  /** The operation that let it serve. */
  readonly by: string;
  readonly since?: string;
}

/** What serves in one environment, as far as the operations that the server remembers tell. */
export interface Serving {
  readonly databases: readonly ServedDatabase[];
  /** Operations whose effect could not be found out; what serves may be newer than what is said here. */
  readonly unknown: readonly string[];
}

/** Works out what serves from an environment's operations, newest first. */
export function servingOf(operations: readonly PastOperation[]): Serving {
  const databases = new Map<string, ServedDatabase>();
  const unknown: string[] = [];
  for (const { workflowId, endedAt, served } of operations) {
    if (served === undefined) unknown.push(workflowId);
    for (const { database, generations, dataTime } of served ?? []) {
      if (databases.has(database)) continue;
      const made = madeBy(operations, database, generations);
      const time = dataTime ?? made?.dataTime;
      databases.set(database, {
        database,
        generation: made?.generation ?? generations.join(', '),
        by: workflowId,
        ...(time === undefined ? {} : { dataTime: time }),
        ...(endedAt === undefined ? {} : { since: endedAt }),
      });
    }
  }
  const sorted = [...databases.values()].toSorted((one, other) => one.database.localeCompare(other.database));
  return { databases: sorted, unknown };
}

/** Finds the refresh that made one of the generations of a database: a rollback does not say how old its data is. */
function madeBy(
  operations: readonly PastOperation[],
  database: string,
  generations: readonly string[],
): { generation: string; dataTime: string } | undefined {
  for (const { served = [] } of operations) {
    const one = served.find((candidate) => candidate.database === database && candidate.dataTime !== undefined);
    const [generation] = one?.generations ?? [];
    if (one?.dataTime !== undefined && generation !== undefined && generations.includes(generation)) {
      return { generation, dataTime: one.dataTime };
    }
  }
  return undefined;
}
