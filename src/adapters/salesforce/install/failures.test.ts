import { expect, test } from 'vitest';
import { explainFailure } from './failures.ts';

test.each([
  ['In field: field - no CustomField named Lead.X__c found', 'Lead.X__c is not in this org.'],
  ['You cannot deploy to a required field: Opportunity.X__c', 'Opportunity.X__c is required in this org'],
  ['Cannot update a field to a Summary from something else', 'A field with this name exists with another type.'],
  [
    'This custom field is referenced elsewhere in salesforce.com. : Flow - Theirs',
    'It is still used by Flow - Theirs.',
  ],
  [
    'Field Y__c is a picklist field. Picklist fields are only supported in certain functions.',
    'It reads Y__c, which has',
  ],
  ['Something new went wrong', 'Something new went wrong'],
])('“%s” is told as “%s”, with a remedy', (said, words) => {
  const failure = explainFailure('CustomField', 'Opportunity.Z__c', said);
  expect(failure).toMatchObject({
    component: 'CustomField Opportunity.Z__c',
    message: expect.stringContaining(words),
    said,
  });
  expect(failure.remedy).toMatch(/\.$/);
});
