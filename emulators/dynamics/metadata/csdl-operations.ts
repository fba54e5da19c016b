/** An action or function as `$metadata` declares it. */
export interface CsdlOperation {
  name: string;
  isBound?: boolean;
  parameters: readonly (readonly [name: string, type: string])[];
  returns?: string;
}

const INT = 'Edm.Int32';
const TEXT = 'Edm.String';
const FLAG = 'Edm.Boolean';
const GUID = 'Edm.Guid';

/** Actions that are answered, with the parameters that they read. */
export const ACTIONS: readonly CsdlOperation[] = [
  {
    name: 'WinOpportunity',
    parameters: [
      ['OpportunityClose', 'mscrm.opportunityclose'],
      ['Status', INT],
    ],
  },
  {
    name: 'LoseOpportunity',
    parameters: [
      ['OpportunityClose', 'mscrm.opportunityclose'],
      ['Status', INT],
    ],
  },
  {
    name: 'QualifyLead',
    isBound: true,
    parameters: [
      ['entity', 'mscrm.lead'],
      ['CreateAccount', FLAG],
      ['CreateContact', FLAG],
      ['CreateOpportunity', FLAG],
      ['OpportunityCurrencyId', 'mscrm.transactioncurrency'],
      ['OpportunityCustomerId', 'mscrm.crmbaseentity'],
      ['Status', INT],
    ],
    returns: 'Collection(mscrm.crmbaseentity)',
  },
  {
    name: 'AddUserToRecordTeam',
    isBound: true,
    parameters: [
      ['entity', 'mscrm.systemuser'],
      ['Record', 'mscrm.crmbaseentity'],
      ['TeamTemplate', 'mscrm.teamtemplate'],
    ],
    returns: 'mscrm.AddUserToRecordTeamResponse',
  },
  {
    name: 'RemoveUserFromRecordTeam',
    isBound: true,
    parameters: [
      ['entity', 'mscrm.systemuser'],
      ['Record', 'mscrm.crmbaseentity'],
      ['TeamTemplate', 'mscrm.teamtemplate'],
    ],
    returns: 'mscrm.RemoveUserFromRecordTeamResponse',
  },
  {
    name: 'AddSolutionComponent',
    parameters: [
      ['ComponentId', GUID],
      ['ComponentType', INT],
      ['SolutionUniqueName', TEXT],
      ['AddRequiredComponents', FLAG],
      ['DoNotIncludeSubcomponents', FLAG],
    ],
    returns: 'mscrm.AddSolutionComponentResponse',
  },
  {
    name: 'InsertOptionValue',
    parameters: [
      ['OptionSetName', TEXT],
      ['AttributeLogicalName', TEXT],
      ['EntityLogicalName', TEXT],
      ['Value', INT],
      ['Label', 'mscrm.Label'],
      ['SolutionUniqueName', TEXT],
    ],
    returns: 'mscrm.InsertOptionValueResponse',
  },
  {
    name: 'UpdateOptionValue',
    parameters: [
      ['OptionSetName', TEXT],
      ['AttributeLogicalName', TEXT],
      ['EntityLogicalName', TEXT],
      ['Value', INT],
      ['Label', 'mscrm.Label'],
      ['MergeLabels', FLAG],
      ['SolutionUniqueName', TEXT],
    ],
  },
  {
    name: 'ExportSolution',
    parameters: [
      ['SolutionName', TEXT],
      ['Managed', FLAG],
    ],
    returns: 'mscrm.ExportSolutionResponse',
  },
  {
    name: 'ImportSolution',
    parameters: [
      ['CustomizationFile', 'Edm.Binary'],
      ['ImportJobId', GUID],
      ['OverwriteUnmanagedCustomizations', FLAG],
      ['PublishWorkflows', FLAG],
    ],
  },
  {
    name: 'ImportSolutionAsync',
    parameters: [
      ['CustomizationFile', 'Edm.Binary'],
      ['SolutionParameters', 'mscrm.SolutionParameters'],
      ['OverwriteUnmanagedCustomizations', FLAG],
      ['PublishWorkflows', FLAG],
    ],
    returns: 'mscrm.ImportSolutionAsyncResponse',
  },
  { name: 'PublishXml', parameters: [['ParameterXml', TEXT]] },
  { name: 'PublishAllXml', parameters: [] },
  {
    name: 'ReactivateEntityKey',
    parameters: [
      ['EntityKeyLogicalName', TEXT],
      ['EntityLogicalName', TEXT],
    ],
  },
];

/** Functions that are answered. */
export const FUNCTIONS: readonly CsdlOperation[] = [
  { name: 'WhoAmI', parameters: [], returns: 'mscrm.WhoAmIResponse' },
  { name: 'RetrieveVersion', parameters: [], returns: 'mscrm.RetrieveVersionResponse' },
];
