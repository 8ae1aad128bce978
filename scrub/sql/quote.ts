/** Quotes an identifier. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a schema-qualified name. */
export function qualified(schema: string, name: string): string {
  return `${ident(schema)}.${ident(name)}`;
}

/** Writes a text constant; every session has `standard_conforming_strings` on. Never for secrets or values of rows. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
