import { type LayoutMetadata, readLayout } from './layout.ts';
import { readXml } from './xml.ts';

function section(label: string, ...columns: readonly (readonly string[])[]): string {
  const items = (names: readonly string[]) =>
    names.map((name) => {
      const [field, behavior = 'Edit'] = name.split(':');
      return `<layoutItems><behavior>${behavior}</behavior><field>${field}</field></layoutItems>`;
    });
  const inner = columns.map((names) => `<layoutColumns>${items(names).join('')}</layoutColumns>`).join('');
  return `<layoutSections><customLabel>false</customLabel><detailHeading>true</detailHeading><editHeading>true</editHeading><label>${label}</label>${inner}<style>TwoColumnsTopToBottom</style></layoutSections>`;
}

const ACTIONS = ['Edit', 'Delete', 'Clone', 'ChangeOwnerOne']
  .map(
    (action, at) =>
      `<platformActionListItems><actionName>${action}</actionName><actionType>StandardButton</actionType><sortOrder>${at}</sortOrder></platformActionListItems>`,
  )
  .join('');

const related = (list: string, ...fields: readonly string[]) =>
  `<relatedLists>${fields.map((field) => `<fields>${field}</fields>`).join('')}<relatedList>${list}</relatedList></relatedLists>`;

const OPPORTUNITY = `<Layout>
  ${section('Opportunity Information', ['OwnerId:Required', 'Name:Required', 'AccountId', 'Type', 'LeadSource'], ['CloseDate:Required', 'StageName:Required', 'Amount', 'NextStep'])}
  ${section('Description Information', ['Description'], [])}
  <platformActionList><actionListContext>Record</actionListContext>${ACTIONS}</platformActionList>
  ${related('RelatedContactRoleList', 'CONTACT.FULL_NAME', 'ROLE')}${related('RelatedActivityList', 'TASK.SUBJECT')}
  <showHighlightsPanel>true</showHighlightsPanel>
  <summaryLayout><masterLabel>00h000000000001</masterLabel><sizeX>4</sizeX><sizeY>0</sizeY><summaryLayoutStyle>Default</summaryLayoutStyle></summaryLayout>
</Layout>`;

const LEAD = `<Layout>
  ${section('Lead Information', ['OwnerId:Required', 'Name:Required', 'Company:Required'], ['Status:Required', 'Email', 'Phone'])}
  <platformActionList><actionListContext>Record</actionListContext>${ACTIONS}</platformActionList>
  ${related('RelatedActivityList', 'TASK.SUBJECT')}
</Layout>`;

/** The page layouts that a fresh organisation in English has. */
export const FIRST_LAYOUTS: readonly LayoutMetadata[] = [
  readLayout('Opportunity-Opportunity Layout', readXml(OPPORTUNITY)),
  readLayout('Lead-Lead Layout', readXml(LEAD)),
];
