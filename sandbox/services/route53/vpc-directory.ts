/** Which VPCs there are. */
export interface VpcDirectory {
  has(accountId: string, region: string, vpcId: string): Promise<boolean>;
}
