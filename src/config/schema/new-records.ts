import * as z from 'zod';
import { apiName, apiNameOrNone, choice, expected, requiredApiName } from './values.ts';

/** Settings that every CRM has in the same words: how customers are recognised, how new records are made, how a won deal is registered. */

export const constants = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .default({})
  .meta({ description: 'Constant value by API name.' });

export const accountMatch = z
  .array(z.enum(['key', 'name-and-postal-code', 'name-and-country', 'name']))
  .min(1)
  .default(['name-and-postal-code'])
  .meta({
    description:
      'How the account of a customer is recognised before a new one is made: rules in order, the first that finds an account decides. ' +
      '`key` compares the field of accountKey.',
    example: ['key', 'name-and-postal-code'],
  });

export const accountKey = (usual: string) =>
  z
    .strictObject({
      field: apiName(usual, { description: 'Field of the account.' }),
      holds: choice(['duns', 'external-id'], 'duns', {
        description: "Which of the customer's numbers in Partner Center it holds.",
      }),
    })
    .optional()
    .meta({
      description:
        'Field of the account with a number of the customer that Partner Center knows too; filled on new accounts.',
      example: { field: usual, holds: 'duns' },
    });

export const closeDateAfterDays = z
  .int(expected('a number of days'))
  .min(0)
  .max(3650)
  .default(30)
  .meta({ description: 'Close date of a deal that comes without one, in days from its arrival.' });

/** No package has these fields: whoever registers deals from the CRM makes and names them. */
export const registration = (usual: { value: string; ask: string; signedOn: string; startsOn: string }) =>
  z
    .strictObject({
      ask: requiredApiName({ description: 'Checkbox: the seller asks for the registration.', example: usual.ask }),
      value: apiName(usual.value, {
        description: 'Number: value of the contract, in the currency of the deal.',
      }),
      signedOn: requiredApiName({ description: 'Date on which the contract was signed.', example: usual.signedOn }),
      startsOn: requiredApiName({ description: 'Date on which the contract begins.', example: usual.startsOn }),
      endsOn: apiNameOrNone('none', { description: 'Date on which the contract ends.' }),
      perpetual: apiNameOrNone('none', { description: 'Checkbox: the contract has no end.' }),
      solution: apiNameOrNone('none', {
        description: "Text: id of the solution to register. Without it, the first of the partner's own solutions.",
      }),
      deployedByPartner: apiNameOrNone('none', {
        description: "Checkbox: the solution runs in the partner's Azure subscription, not in the customer's.",
      }),
      payAsYouGo: apiNameOrNone('none', { description: 'Checkbox: the customer pays by use.' }),
      marketplaceOn: apiNameOrNone('none', { description: 'Date of the purchase in the marketplace.' }),
    })
    .optional()
    .meta({
      description:
        'Opportunity fields from which a won deal is registered at Microsoft. Without them, `cosell deals register` does it.',
    });
