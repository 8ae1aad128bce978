import type { RecordedCall } from '../gateway/recorder.js';
import type { SandboxDescription } from './description.js';

/** Writes variables as lines that a shell can `eval`. */
export function renderExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join('\n');
}

/** Writes recorded calls as a table, oldest first. */
export function renderCalls(calls: readonly RecordedCall[], accounts: SandboxDescription['accounts']): string {
  const nameOf = (id: string | undefined) => accounts.find((account) => account.id === id)?.name ?? id ?? '-';
  const header = ['TIME', 'ACCOUNT', 'ROLE', 'CALL', 'REGION', 'RESULT', 'MS', 'RESOURCE'];
  const rows = calls.map((call) => [
    call.time.slice(11, 23),
    nameOf(call.account),
    call.role ?? '-',
    `${call.service}:${call.action}`,
    call.region,
    resultOf(call),
    String(call.durationMs),
    call.resource,
  ]);
  return table([header, ...rows]);
}

/** Writes what a running sandbox offers. */
export function renderDescription(sandbox: SandboxDescription): string {
  return [
    `AWS endpoint   ${sandbox.endpoint}`,
    `Temporal       ${sandbox.temporalAddress} (namespace ${sandbox.temporalNamespace})`,
    `Temporal UI    ${sandbox.uiAddress}`,
    `DNS server     ${sandbox.dnsServer}`,
    `Accounts       ${sandbox.accounts.map(({ name, id }) => `${name} ${id}`).join(', ')}`,
    `Run directory  ${sandbox.directory} (process ${sandbox.pid})`,
  ].join('\n');
}

/** A result that a fault had a part in names the fault. */
function resultOf({ result, injected = [] }: RecordedCall): string {
  return [result, ...injected.map(({ id, effect }) => `(${id} ${effect})`)].join(' ');
}

/** Aligns rows in columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
