import * as z from 'zod';
import { constants } from './new-records.ts';
import { apiNameOrNone, choice, text } from './values.ts';

/** Leads come with `deals.coSellOnly: false`. Status reasons are checked against the environment before anything is written. */
export const leads = z
  .strictObject({
    status: text({
      description:
        'Status reason given to a new lead; without it the default of open leads. It means that nobody has decided yet.',
      example: 'New',
    }).optional(),
    working: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({
        description: 'Open status reasons that accept a lead; without them all open ones but that of a new lead.',
        example: ['Contacted'],
      }),
    disqualified: text({
      description: 'Status reason of a lead that came to nothing; without it the default of disqualified leads.',
      example: 'Lost',
    }).optional(),
    onAcceptance: choice(['convert', 'create-opportunity'], 'convert', {
      description:
        'What becomes of a lead that is accepted in Partner Center: it is qualified, or an opportunity is created beside it and the lead closed.',
    }),
    qualified: text({
      description: 'Status reason of a lead that the connector qualifies; without it the default of qualified leads.',
      example: 'Qualified',
    }).optional(),
    reason: apiNameOrNone('none', { description: 'On leads: text or choice with the reason why it came to nothing.' }),
    newRecords: constants.meta({
      description: 'Constant values for columns that the environment demands on new leads.',
    }),
  })
  .prefault({})
  .meta({ description: 'How leads are kept; only with deals.coSellOnly: false.' });
