import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationMs, formatDuration } from '../../domain/duration.js';
import {
  defaultOperationId,
  generationCopy,
  generationInstance,
  generationName,
  operationIdPattern,
  pipelineName,
  pipelinePrefix,
  type PipelinePart,
} from '../../domain/names.js';
import { parametersFor } from '../../domain/parameters.js';
import { tagsOf } from '../../domain/tags.js';

const parts: readonly PipelinePart[] = ['source', 'copy', 'pit', 'raw', 'quarantine', 'scrubbed', 'image'];
const rdsIdentifier = /^[a-z](?:-?[a-z0-9])*$/;

describe('names', () => {
  test('every name that is made is an RDS identifier', () => {
    const database = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,3}$/);
    const operation = fc.stringMatching(/^[a-z0-9]{1,9}(-[a-z0-9]{1,9})?$/);
    fc.assert(
      fc.property(database, operation, fc.constantFrom(...parts), (name, operationId, part) => {
        const generation = generationName(new Date('2026-11-21T23:59:59Z'), operationId);
        for (const made of [
          pipelineName(name, operationId, part),
          generationInstance(name, generation),
          generationCopy(name, generation),
        ]) {
          expect(made.length).toBeLessThanOrEqual(63);
          expect(made).toMatch(rdsIdentifier);
        }
      }),
    );
  });

  test('the parts of one sanitisation, and those of two, never share a name', () => {
    const names = ['users', 'orders'].flatMap((database) =>
      ['1a2b3c4d', '9f8e7d6c'].flatMap((operationId) => parts.map((part) => pipelineName(database, operationId, part))),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test('a generation is named after its UTC day and its operation', () => {
    expect(generationName(new Date('2026-11-21T23:30:00-05:00'), 'c0ffee12')).toBe('20261122-ee12');
    expect(generationInstance('users', '20261122-ee12')).toBe('users-20261122-ee12');
  });

  test('the default operation id comes from the end of the run id, which is random in every version of UUID', () => {
    const id = defaultOperationId('01a1fe06-9dc8-7db2-a419-20d514237E9B');
    expect(id).toBe('14237e9b');
    expect(id).toMatch(operationIdPattern);
  });
});

test.each(['users', 'a-database-of-thirty-characters'.slice(0, 30)])('all names of %s have its prefix', (database) => {
  for (const part of ['copy', 'quarantine', 'image'] as const) {
    for (const operation of ['1a2b3c4d', 'twenty-characters-id']) {
      expect(pipelineName(database, operation, part).startsWith(pipelinePrefix(database))).toBe(true);
    }
  }
});

describe('durations', () => {
  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['14d', 1_209_600_000],
  ])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  test.each(['', '10', 'm', '10 minutes', '-5m'])('"%s" is refused', (text) => {
    expect(() => durationMs(text)).toThrow(/is not a duration/);
  });

  test.each([
    [0, '0ms'],
    [999, '999ms'],
    [45_000, '45s'],
    [200_000, '3m 20s'],
    [7_500_000, '2h 5m'],
    [86_400_000, '1d'],
  ])('%d ms is written %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('parameters', () => {
  const source = [
    { name: 'max_connections', value: '400' },
    { name: 'shared_preload_libraries', value: 'pg_cron' },
    { name: 'work_mem', value: '65536' },
    { name: 'log_statement', value: 'all' },
  ];

  test('quarantine keeps what recovery needs and stops what could act or tell', () => {
    const chosen = Object.fromEntries(parametersFor('quarantine', source).map(({ name, value }) => [name, value]));
    expect(chosen).toMatchObject({
      max_connections: '400',
      max_logical_replication_workers: '0',
      log_statement: 'none',
      'rds.force_ssl': '1',
    });
    expect(chosen).not.toHaveProperty('shared_preload_libraries');
    expect(chosen).not.toHaveProperty('work_mem');
  });

  test('an environment behaves as production, without its libraries', () => {
    expect(parametersFor('environment', source).map(({ name }) => name)).toEqual([
      'max_connections',
      'work_mem',
      'log_statement',
    ]);
  });
});

test('tags leave out what is not known', () => {
  expect(tagsOf({ kind: 'image', database: 'users' })).toEqual({
    'backlot:kind': 'image',
    'backlot:database': 'users',
  });
});
