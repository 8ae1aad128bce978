const fields = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of month', min: 1, max: 31, words: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

type Field = (typeof fields)[number];

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Says what is wrong with a cron expression of five fields, or returns `undefined` when nothing is. */
export function explainCron(expression: string): string | undefined {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return `it has ${parts.length} ${parts.length === 1 ? 'field' : 'fields'} where cron has five (minute, hour, day of month, month, day of week)`;
  }
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? '').split(',')) {
      const wrong = explainItem(item, field);
      if (wrong !== undefined) return wrong;
    }
  }
  const [, , days = '*', months = '*'] = parts;
  return comes(days, months) ? undefined : `no month of "${months}" has a day of "${days}", so it would never come`;
}

/** Tells whether one of the months has one of the days, as 31 February does not; in a leap year it counts. */
function comes(days: string, months: string): boolean {
  const [, , ofMonth, ofYear] = fields;
  const firstDay = Math.min(...days.split(',').map((item) => boundsOf(item, ofMonth).from));
  return months.split(',').some((item) => {
    const { from, to, step } = boundsOf(item, ofYear);
    return longestMonth.some((length, index) => {
      const month = index + 1;
      return month >= from && month <= to && (month - from) % step === 0 && firstDay <= length;
    });
  });
}

/** Reads an item that is known to be right. A step after a single value goes on to the field's end. */
function boundsOf(item: string, field: Field): { readonly from: number; readonly to: number; readonly step: number } {
  const [range = '*', step] = item.split('/');
  const [first = '*', last] = range === '*' ? [String(field.min), String(field.max)] : range.split('-');
  const from = valueOf(first, field) ?? field.min;
  const to = last === undefined ? (step === undefined ? from : field.max) : (valueOf(last, field) ?? field.max);
  return { from, to, step: Number(step ?? 1) };
}

function explainItem(item: string, field: Field): string | undefined {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0) return `"${item}" in the ${field.name} has more than one step`;
  if (step !== undefined && !(/^\d{1,4}$/.test(step) && Number(step) > 0)) {
    return `"${item}" in the ${field.name} has a step that is not a number above zero`;
  }
  if (range === '*') return undefined;
  const [first = '', last, ...beyond] = range.split('-');
  if (beyond.length > 0) return `"${item}" in the ${field.name} is not a range`;
  const from = valueOf(first, field);
  const to = last === undefined ? from : valueOf(last, field);
  if (from === undefined || to === undefined) {
    return `"${item}" in the ${field.name} is not between ${field.min} and ${field.max}`;
  }
  if (from > to) return `"${item}" in the ${field.name} ends before it begins`;
  return undefined;
}

function valueOf(text: string, field: Field): number | undefined {
  const word = (field.words as readonly string[]).indexOf(text.toLowerCase());
  if (word >= 0) return word + field.min;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : undefined;
}

/** Tells whether the runtime knows an IANA time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +02:00 are accepted there, but a schedule must follow a place's summer time.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
