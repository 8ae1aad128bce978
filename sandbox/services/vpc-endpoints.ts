import type { AwsCall, Parameters, Service } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { ec2Items } from './ec2-items.js';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Endpoints are moto's, but for how they go: moto takes one that is not there for deleted, and refuses one whose route
 * table has gone before it, for want of the table. AWS does neither.
 */
export class VpcEndpointsService implements Service {
  readonly name = 'ec2';
  readonly actions = new Set(['DeleteVpcEndpoints']);
  readonly listElements = { unsuccessful: 'item' };

  constructor(private readonly moto: Moto) {}

  async handle({ caller: { accountId }, region, parameters }: AwsCall): Promise<Parameters> {
    const at = { accountId, region };
    const ids = Array.isArray(parameters.VpcEndpointId) ? parameters.VpcEndpointId.map(String) : [];
    const unsuccessful: Parameters[] = [];
    for (const id of ids) {
      if (await this.remove(at, id)) continue;
      const error = { code: 'InvalidVpcEndpoint.NotFound', message: `The VpcEndpoint Id '${id}' does not exist` };
      unsuccessful.push({ resourceId: id, error });
    }
    return { unsuccessful };
  }

  private async remove(at: Place, id: string): Promise<boolean> {
    const endpoint = (await this.list(at, 'DescribeVpcEndpoints', 'vpcEndpointSet')).find(
      ({ vpcEndpointId, state }) => vpcEndpointId === id && state !== 'deleted',
    );
    if (endpoint === undefined) return false;
    const tables = await this.list(at, 'DescribeRouteTables', 'routeTableSet');
    const known = new Set(tables.map(({ routeTableId }) => String(routeTableId)));
    const gone = ec2Items(endpoint.routeTableIdSet)
      .map(String)
      .filter((table) => !known.has(table));
    if (gone.length > 0) {
      const removed = gone.map((table, index) => [`RemoveRouteTableId.${index + 1}`, table] as const);
      await this.moto.query('ec2', 'ModifyVpcEndpoint', at, { VpcEndpointId: id, ...Object.fromEntries(removed) });
    }
    await this.moto.query('ec2', 'DeleteVpcEndpoints', at, { 'VpcEndpointId.1': id });
    return true;
  }

  private async list(at: Place, action: string, member: string) {
    const answer = await this.moto.query('ec2', action, at, {});
    return ec2Items((answer[`${action}Response`] as Parameters | undefined)?.[member]);
  }
}
