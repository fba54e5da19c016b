import * as z from 'zod';
import { choice, expected, flag, text } from './values.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const owner = (label: string) =>
  z
    .enum(['partner-center', 'crm', 'newest'])
    .default('crm')
    .meta({ description: `Who wins when both sides changed the ${label}.` });

/**
 * Only fields that both sides can change after creation and that hold a free value can be contested; status, visibility and help follow
 * the referral's own rules (contract/partner-center.md §3).
 */
export const owners = z
  .strictObject({
    value: owner('deal value'),
    currency: owner('currency'),
    closeDate: owner('close date'),
    notes: owner('notes'),
    contacts: owner("same entry of the customer's contacts"),
    solutions: owner('same entry of the solutions'),
    team: owner('same member of the team'),
  })
  .prefault({})
  .meta({
    description:
      'Conflicts: the side whose value stands when both changed the same field. The other value stays in the audit trail.',
  });

export const deals = z
  .strictObject({
    checkMarkInName: flag(true, {
      description: 'Shows ✔ or ✘ in front of the name in the CRM. Switching it off also removes old marks.',
      replaces: ['msft_displaycheckmarkinname'],
    }),
    coSellOnly: flag(true, {
      description:
        'Brings only co-sell and pipeline deals into the CRM; false brings leads too. Without effect on the way out.',
      replaces: ['msft_synccosellopportunitiesonly'],
    }),
    onClosed: choice(['close', 'flag'], 'close', {
      description:
        'When Partner Center closes a referral (won, lost, declined, expired): close moves the CRM record to its closed stage, flag leaves the ' +
        'stage to the seller and only says so in the audit field.',
    }),
    missingPurchaseIntent: choice(['refuse', 'HaveNotDecided'], 'refuse', {
      description:
        'An IP co-sell deal needs the purchase intent of the customer. Where the seller has not chosen one, the deal is refused with the ' +
        'remedy, or sent as HaveNotDecided.',
    }),
    taxonomy: text({
      description:
        'File (YAML) with partner roles, solution areas and plays of services co-sell, relative to the settings. Without it the one that comes ' +
        'with the product.',
      example: 'taxonomy.yaml',
    }).optional(),
    defaultCurrency: z
      .string()
      .refine((code) => CURRENCIES.has(code), expected('an ISO 4217 currency code such as USD'))
      .optional()
      .meta({
        description: 'Currency of amounts in an org that uses a single one and has no currency field.',
        example: 'USD',
      }),
    referralLink: z
      .string()
      .refine((url) => URL.canParse(url) && url.includes('{id}'), expected('an address that contains {id}'))
      .default('https://partner.microsoft.com/referrals/v2/inbox?id={id}')
      .meta({
        description: "Link to the referral, written to the CRM record; {id} stands for the referral's id.",
      }),
    team: choice(['both', 'to-partner-center', 'to-crm', 'none'], 'both', {
      description:
        "Which way the people on a deal travel: the record's owner and team, and the referral's team, matched by e-mail. People of Microsoft " +
        'are left alone, and the owner of a record is never changed.',
    }),
    owners,
  })
  .prefault({})
  .meta({ description: 'How deals look in the CRM and who wins a conflict.' });
