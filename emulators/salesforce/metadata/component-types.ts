/** Types of metadata that a deployment can bring, in the order in which the platform takes them. */
export type ComponentTypeName = 'CustomObject' | 'CustomField' | 'ValidationRule' | 'PermissionSet' | 'Layout';

interface ComponentType {
  name: ComponentTypeName;
  /** The file of the zip that holds a member. */
  fileOf(fullName: string): string;
  /** The element of that file, for components that share one. */
  within?: string;
}

const objectFile = (fullName: string): string => `objects/${fullName.split('.')[0]}.object`;

export const COMPONENT_TYPES: readonly ComponentType[] = [
  { name: 'CustomObject', fileOf: objectFile },
  { name: 'CustomField', fileOf: objectFile, within: 'fields' },
  { name: 'ValidationRule', fileOf: objectFile, within: 'validationRules' },
  { name: 'PermissionSet', fileOf: (fullName) => `permissionsets/${fullName}.permissionset` },
  { name: 'Layout', fileOf: (fullName) => `layouts/${fullName}.layout` },
];

export const componentType = (name: string): ComponentType | undefined =>
  COMPONENT_TYPES.find((type) => type.name === name);

/** Types that the platform has and the emulator has not. */
const ELSEWHERE = new Set(
  `ApexClass ApexComponent ApexPage ApexTrigger AuraDefinitionBundle CompactLayout ConnectedApp CustomApplication CustomLabels CustomMetadata
  CustomPermission CustomTab DuplicateRule ExternalClientApplication FlexiPage Flow GlobalValueSet LightningComponentBundle ListView
  NamedCredential PermissionSetGroup PlatformEventChannelMember Profile QuickAction RecordType RemoteSiteSetting Report Role Settings
  StandardValueSet Translations Workflow`.split(/\s+/),
);

export const isKnownElsewhere = (name: string): boolean => ELSEWHERE.has(name);
