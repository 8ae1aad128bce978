import { placeOf, type Action } from '../action.js';
import { engineName, familyOf, instanceClasses, majorVersion, storageTypes } from '../catalog.js';
import { page } from '../paging.js';
import { regionOf } from '../world.js';

/** `DescribeDBEngineVersions`: what is installed, and nothing else. */
export const describeDbEngineVersions: Action = (world, _call, input) => {
  const version = world.template.version;
  const wanted = input.text('EngineVersion');
  const family = input.text('DBParameterGroupFamily');
  const matches =
    (input.text('Engine') ?? engineName) === engineName &&
    (wanted === undefined || wanted === version || wanted === majorVersion(version)) &&
    (family === undefined || family === familyOf(version));
  const versions = {
    Engine: engineName,
    MajorEngineVersion: majorVersion(version),
    EngineVersion: version,
    DBParameterGroupFamily: familyOf(version),
    DBEngineDescription: 'PostgreSQL',
    DBEngineVersionDescription: `PostgreSQL ${version}`,
    ValidUpgradeTarget: [],
    ExportableLogTypes: ['postgresql', 'upgrade'],
    SupportsLogExportsToCloudwatchLogs: true,
    SupportsReadReplica: false,
    SupportedFeatureNames: [],
    SupportedCACertificateIdentifiers: ['rds-ca-rsa2048-g1'],
    SupportsCertificateRotationWithoutRestart: true,
    Status: 'available',
    TagList: [],
  };
  return Promise.resolve({ DBEngineVersions: matches ? [versions] : [] });
};

/** `DescribeOrderableDBInstanceOptions` */
export const describeOrderableDbInstanceOptions: Action = (world, call, input) => {
  const version = input.text('EngineVersion') ?? world.template.version;
  const wanted = input.text('DBInstanceClass');
  const known = input.requiredText('Engine') === engineName && version === world.template.version;
  const options = known
    ? Object.keys(instanceClasses)
        .filter((name) => wanted === undefined || name === wanted)
        .flatMap((name) => storageTypes.map((storageType) => ({ name, storageType })))
    : [];
  const { items, marker } = page(input, options, ({ name, storageType }) => `${name} ${storageType}`);
  return Promise.resolve({
    OrderableDBInstanceOptions: items.map(({ name, storageType }) => ({
      Engine: engineName,
      EngineVersion: version,
      DBInstanceClass: name,
      LicenseModel: 'postgresql-license',
      AvailabilityZones: ['a', 'b', 'c'].map((letter) => ({ Name: `${call.region}${letter}` })),
      MultiAZCapable: true,
      ReadReplicaCapable: false,
      Vpc: true,
      SupportsStorageEncryption: true,
      StorageType: storageType,
      SupportsIops: storageType !== 'gp2',
      SupportsEnhancedMonitoring: true,
      SupportsIAMDatabaseAuthentication: true,
      SupportsPerformanceInsights: true,
      MinStorageSize: 20,
      MaxStorageSize: 65_536,
      SupportsStorageAutoscaling: true,
      SupportedEngineModes: ['provisioned'],
      SupportedNetworkTypes: ['IPV4'],
    })),
    Marker: marker,
  });
};

/** `DescribeAccountAttributes` */
export const describeAccountAttributes: Action = (world, call) => {
  const region = regionOf(world, placeOf(call));
  const instances = [...region.instances.values()];
  const snapshots = [...region.snapshots.values()];
  const { quotas } = world;
  const quota = (AccountQuotaName: string, Used: number, Max: number) => ({ AccountQuotaName, Used, Max });
  return Promise.resolve({
    AccountQuotas: [
      quota('DBInstances', instances.length, quotas.instances),
      quota(
        'AllocatedStorage',
        instances.reduce((sum, { allocatedStorage }) => sum + allocatedStorage, 0),
        quotas.allocatedStorage,
      ),
      quota('ManualSnapshots', snapshots.filter(({ type }) => type === 'manual').length, quotas.manualSnapshots),
      quota('DBParameterGroups', region.parameterGroups.size, quotas.parameterGroups),
      quota('DBSubnetGroups', region.subnetGroups.size, quotas.subnetGroups),
    ],
  });
};
