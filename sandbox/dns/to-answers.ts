import type { Answer } from 'dns-packet';
import type { RecordSet } from '../services/route53/record-set.js';

/** Writes a record set as answers of the wire format. A type that the server does not speak gives none. */
export function toAnswers(record: RecordSet, name: string): Answer[] {
  const ttl = Number(record.TTL ?? '60');
  return (record.ResourceRecords ?? []).flatMap(({ Value }): Answer[] => {
    switch (record.Type) {
      case 'A':
      case 'AAAA':
        return [{ type: record.Type, name, ttl, data: Value }];
      case 'CNAME':
      case 'NS':
      case 'PTR':
        return [{ type: record.Type, name, ttl, data: Value.replace(/\.$/, '') }];
      case 'TXT':
        return [{ type: 'TXT', name, ttl, data: textStrings(Value) }];
      case 'MX':
        return [{ type: 'MX', name, ttl, data: mailExchange(Value) }];
      case 'SRV':
        return [{ type: 'SRV', name, ttl, data: serviceTarget(Value) }];
      case 'SOA':
        return [{ type: 'SOA', name, ttl, data: startOfAuthority(Value) }];
      default:
        return [];
    }
  });
}

function textStrings(value: string): string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

function mailExchange(value: string): { preference: number; exchange: string } {
  const [preference = '0', exchange = ''] = value.split(/\s+/);
  return { preference: Number(preference), exchange: exchange.replace(/\.$/, '') };
}

function serviceTarget(value: string): { priority: number; weight: number; port: number; target: string } {
  const [priority = '0', weight = '0', port = '0', target = ''] = value.split(/\s+/);
  return {
    priority: Number(priority),
    weight: Number(weight),
    port: Number(port),
    target: target.replace(/\.$/, ''),
  };
}

function startOfAuthority(value: string) {
  const [mname = '', rname = '', ...numbers] = value.split(/\s+/);
  const [serial = 1, refresh = 7200, retry = 900, expire = 1209600, minimum = 86400] = numbers.map(Number);
  const withoutDot = (name: string) => name.replace(/\.$/, '');
  return { mname: withoutDot(mname), rname: withoutDot(rname), serial, refresh, retry, expire, minimum };
}
