import type { Parameters } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { absoluteName, compareRecords } from './record-set.js';
import type { Zone } from './zone.js';

const largestPage = 300;

/** Answers ListResourceRecordSets: records from a start name on, at most 300 a page. */
export function listRecords(zone: Zone, parameters: Parameters): Parameters {
  const size = Math.min(Number(parameters.MaxItems ?? largestPage), largestPage);
  const sorted = zone.sorted();
  const from = firstIndex(zone, parameters);
  const page = sorted.slice(from, from + size);
  const next = sorted[from + size];
  return {
    ResourceRecordSets: page,
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next === undefined
      ? {}
      : { NextRecordName: next.Name, NextRecordType: next.Type, NextRecordIdentifier: next.SetIdentifier }),
  };
}

function firstIndex(zone: Zone, parameters: Parameters): number {
  const name = textMember(parameters, 'StartRecordName');
  if (name === undefined) return 0;
  const start = {
    Name: absoluteName(name),
    Type: textMember(parameters, 'StartRecordType') ?? '',
    SetIdentifier: textMember(parameters, 'StartRecordIdentifier') ?? '',
  };
  const sorted = zone.sorted();
  const index = sorted.findIndex((record) => compareRecords(record, start) >= 0);
  return index === -1 ? sorted.length : index;
}
