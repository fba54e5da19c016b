import * as z from 'zod';
import { apiNameOrNone, choice, text } from './values.ts';

const statuses = (description: string, example: readonly string[]) =>
  z.array(z.string().min(1)).min(1).optional().meta({ description, example });

/** Leads come with `deals.coSellOnly: false`. Statuses are checked against the org before anything is written. */
export const leads = z
  .strictObject({
    status: text({
      description:
        "Status given to a new lead; without it the org's default one. It means that nobody has decided yet.",
      example: 'Open - Not Contacted',
    }).optional(),
    working: statuses(
      'Statuses that accept a lead; without them those whose names say that somebody works on it. Statuses that mean nothing here wait.',
      ['Working - Contacted'],
    ),
    unqualified: statuses(
      'Statuses that decline a lead, or close it as lost once it was accepted; without them those whose names say that it came to nothing.',
      ['Closed - Not Converted'],
    ),
    onAcceptance: choice(['convert', 'create-opportunity'], 'convert', {
      description:
        'What becomes of a lead that is accepted in Partner Center: it is converted, or an opportunity is created beside it and the lead closed.',
    }),
    convertedStatus: text({
      description: 'Status of a lead that the connector converts; without it the first that Salesforce offers for it.',
      example: 'Closed - Converted',
    }).optional(),
    closedStatus: text({
      description:
        'Status of a lead that is closed beside its new opportunity; without it the first of the unqualified ones.',
      example: 'Closed - Not Converted',
    }).optional(),
    reason: apiNameOrNone('none', {
      description: 'On leads: text or picklist with the reason why it came to nothing.',
    }),
    newRecords: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .meta({ description: 'Constant values for fields that the org demands on new leads, by API name.' }),
  })
  .prefault({})
  .meta({ description: 'How leads are kept; only with deals.coSellOnly: false.' });
