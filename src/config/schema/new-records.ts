import * as z from 'zod';
import { apiName, apiNameOrNone, choice, expected } from './values.ts';

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

/** What the fields are called unless the settings say otherwise. */
interface UsualNames {
  value: string;
  ask: string;
  signedOn: string;
  startsOn: string;
  endsOn: string;
  perpetual: string;
}

/** Our package has these fields and makes them where the settings want them; a partner may name others. */
export const registration = (usual: UsualNames) =>
  z
    .strictObject({
      ask: apiName(usual.ask, { description: 'Checkbox: the seller asks for the registration.' }),
      value: apiName(usual.value, {
        description: 'Number: value of the contract, in the currency of the deal.',
      }),
      signedOn: apiName(usual.signedOn, { description: 'Date on which the contract was signed.' }),
      startsOn: apiName(usual.startsOn, { description: 'Date on which the contract begins.' }),
      endsOn: apiNameOrNone(usual.endsOn, { description: 'Date on which the contract ends.' }),
      perpetual: apiNameOrNone(usual.perpetual, { description: 'Checkbox: the contract has no end.' }),
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
