/** XML element names of list members by the list's member name. */
export type ListElements = Readonly<Record<string, string>>;

/**
 * Encodes members as XML elements: a list becomes a wrapper around elements named by `listElements` (else `member`), a
 * date ISO 8601; members that are `undefined` are left out.
 */
export function encodeXml(value: Readonly<Record<string, unknown>>, listElements: ListElements): string {
  return Object.entries(value)
    .map(([name, member]) => encodeMember(name, member, listElements))
    .join('');
}

function encodeMember(name: string, value: unknown, listElements: ListElements): string {
  if (value === undefined || value === null) return '';
  if (!Array.isArray(value)) return `<${name}>${encodeValue(value, listElements)}</${name}>`;
  const element = listElements[name] ?? 'member';
  const items = value.map((item: unknown) => `<${element}>${encodeValue(item, listElements)}</${element}>`);
  return `<${name}>${items.join('')}</${name}>`;
}

function encodeValue(value: unknown, listElements: ListElements): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return encodeXml({ ...value }, listElements);
  return escapeXml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** Escapes text for use inside an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}
