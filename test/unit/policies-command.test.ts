import { expect, test } from 'vitest';
import { chooseSubjects } from '../../cli/policies/choose-subjects.js';
import { renderList, renderSubject } from '../../cli/policies/render-policies.js';
import { policySubjects } from '../../templates/policies/catalogue.js';
import { scope, subject } from './support/policy-scope.js';

const plain = (text: string): string => text;
const style = { bold: plain, dim: plain, red: plain, green: plain };
const subjects = policySubjects(scope);
const places = (name: string, choice = {}): string[] =>
  chooseSubjects(subjects, name, choice).map(({ account, region }) => [account, region].filter(Boolean).join(' '));

test('a name alone means it in every account and region', () => {
  expect(places('BacklotData')).toEqual(['qa1', 'qa2']);
  expect(places('alias/backlot-raw')).toEqual(['cleanroom us-east-1', 'cleanroom eu-central-1']);
});

test('an account, by name or number, and a region narrow it down', () => {
  expect(places('BacklotData', { account: '666666666666' })).toEqual(['qa2']);
  expect(places('backlot-raw', { region: 'eu-central-1' })).toEqual(['cleanroom eu-central-1']);
});

test('what there is not is said with what there is', () => {
  expect(() => places('BacklotSorce')).toThrow(/perhaps you meant BacklotSource/);
  expect(() => places('BacklotData', { account: 'qa9' })).toThrow(/no BacklotData in qa9. It is in qa1, qa2/);
});

test('the list has one line for everything that has policies', () => {
  const lines = renderList(subjects);
  expect(lines).toHaveLength(subjects.length + 1);
  expect(lines.find((line) => line.includes('backlot-image') && line.includes('eu-central-1'))).toMatch(/^key /);
});

test('a role is shown with its trust, and every statement under its reason', () => {
  const source = subject('BacklotSource');
  const shown = renderSubject(source, style);
  expect(shown).toContain('role in production (222222222222)');
  expect(shown).toContain('"arn:aws:iam::111111111111:role/BacklotMainWorker"');
  for (const { sid, why } of source.rules) {
    expect(shown).toContain(`# ${why}`);
    expect(shown).toMatch(new RegExp(`"Sid": "${sid}`));
  }
});
