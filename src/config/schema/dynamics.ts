import * as z from 'zod';
import { leads } from './dynamics-leads.ts';
import { accountKey, accountMatch, closeDateAfterDays, constants, registration } from './new-records.ts';
import { apiName, apiNameOrNone, autoName, choice, flag, requiredApiName, text } from './values.ts';

const statuses = z
  .strictObject({
    onHold: text({
      description:
        'Status reason of deals that Microsoft has offered and nobody has accepted yet; without it On Hold. Leaving it accepts the deal, so it ' +
        'must be used for nothing else.',
      example: 'On Hold',
    }).optional(),
    active: text({
      description: 'Status reason given to a deal that is accepted; without it the default of open opportunities.',
      example: 'In Progress',
    }).optional(),
    won: text({
      description: 'Status reason given to a deal that was won in Partner Center; without it the default of won ones.',
      example: 'Won',
    }).optional(),
    lost: text({
      description:
        'Status reason given to a deal that was lost, declined or has expired; without it the default of lost ones.',
      example: 'Canceled',
    }).optional(),
  })
  .prefault({})
  .meta({ description: 'Status reasons of the opportunity, by label or number.' });

const packaged = (description: string) => autoName({ description });

const fields = z
  .strictObject({
    dealValue: apiName('estimatedvalue', {
      description: 'Money column read and written as the deal value.',
      replaces: ['msft_dealvaluefield'],
    }),
    country: apiName('address1_country', {
      description: 'Account column with the ISO 3166 two-letter country code.',
      replaces: ['msft_customeraccountcountrycode'],
    }),
    notes: apiName('description', { description: 'Long text exchanged as the notes of the deal.' }),
    lossReason: apiNameOrNone('none', { description: 'Text or choice with the reason of a lost deal.' }),
    registrationStatus: apiNameOrNone('none', {
      description:
        "Text with the state of Microsoft's review of a registered deal; it is told in the audit column anyway.",
    }),
    sync: packaged('Yes or no: the seller shares the deal.'),
    referralId: packaged('Identifier of the referral.'),
    referralLink: packaged('Link to the referral in Partner Center.'),
    referralProgram: packaged('Program the referral belongs to.'),
    audit: packaged('Long text in which the seller reads what happened.'),
    help: packaged('Choice: the help asked of Microsoft.'),
    visible: packaged('Yes or no: Microsoft sellers may see the deal.'),
    microsoftCrmId: packaged("Microsoft's own identifier of the deal, once Microsoft has accepted."),
    coSellType: packaged('Choice: IP or Services co-sell.'),
    purchaseIntent: packaged('Choice: marketplace purchase intent.'),
    solutionArea: packaged('Lookup: solution area.'),
    solutionPlay: packaged('Lookup: solution play.'),
    partnerRole: packaged('Lookup: partner role of Services co-sell.'),
    products: packaged('Old text column with solution ids; read when a deal has no solutions, never written.'),
  })
  .prefault({})
  .meta({
    description:
      "Logical names of opportunity and lead columns (country: of the account). `auto` takes the column of Microsoft's own package where the " +
      'environment has it, else that of ours.',
  });

const solutions = z
  .strictObject({
    rows: requiredApiName({
      description: 'Table whose rows are the solutions of an opportunity.',
      example: 'new_dealsolution',
    }),
    opportunity: requiredApiName({ description: 'On rows: lookup of the opportunity.', example: 'new_opportunityid' }),
    solution: requiredApiName({ description: 'On rows: lookup of the solution.', example: 'new_solutionid' }),
    price: requiredApiName({ description: 'On rows: price.', example: 'new_price' }),
    quantity: requiredApiName({ description: 'On rows: quantity.', example: 'new_quantity' }),
    catalog: requiredApiName({ description: 'Table that lists the known solutions.', example: 'new_solution' }),
    name: requiredApiName({ description: 'In the catalog: name.', example: 'new_name' }),
    identifier: requiredApiName({
      description: 'In the catalog: identifier such as SOL-12345-ABC.',
      example: 'new_identifier',
    }),
    type: requiredApiName({ description: 'In the catalog: choice 1P or 3P.', example: 'new_type' }),
    publisher: requiredApiName({ description: 'In the catalog: publisher.', example: 'new_publisher' }),
  })
  .optional()
  .meta({
    description: 'Tables and columns of solutions, where they are neither ours nor those of Microsoft’s package.',
  });

const newRecords = z
  .strictObject({
    accountMatch,
    accountKey: accountKey('accountnumber'),
    allowDuplicates: flag(true, {
      description: 'Save accounts and contacts although a duplicate detection rule finds others.',
    }),
    stakeholderRole: text({
      description: 'Connection role of further people of the customer; `none` keeps the first contact only.',
    }).default('Stakeholder'),
    owner: choice(['connector', 'team'], 'connector', {
      description:
        'Who owns new opportunities: the user of the connector, or the first of the team of the referral who is an active user.',
    }),
    closeDateAfterDays,
    opportunity: constants.meta({
      description: 'Constant values for columns that the environment demands on new opportunities, by logical name.',
    }),
    account: constants.meta({ description: 'The same for new accounts.' }),
    contact: constants.meta({ description: 'The same for new contacts.' }),
  })
  .prefault({})
  .meta({ description: 'How new records are made.' });

const team = z
  .strictObject({
    kept: choice(['connections', 'access-team', 'off'], 'connections', {
      description: 'How colleagues are put on a deal; the owner counts in any case.',
    }),
    role: text({
      description: 'Connection role of colleagues; without it the first of the category Sales Team.',
      example: 'Account Manager',
    }).optional(),
    template: text({
      description: 'Access team template of opportunities; without it the only one.',
      example: 'Sales Team Template',
    }).optional(),
  })
  .prefault({})
  .meta({ description: 'The team of a deal.' });

export const dynamics = z
  .strictObject({
    statuses,
    columns: choice(['auto', 'cosell'], 'auto', {
      description: "Where both packages are there: auto takes the columns of Microsoft's own, cosell ours.",
    }),
    fields,
    notes: choice(['column', 'note'], 'column', {
      description: 'Where the notes of a deal are kept: in the column fields.notes, or in one note of its timeline.',
    }),
    solutions,
    team,
    registration: registration({
      value: 'estimatedvalue',
      ask: 'new_registerdeal',
      signedOn: 'new_contractsigned',
      startsOn: 'new_contractstart',
      endsOn: 'none',
      perpetual: 'none',
    }),
    newRecords,
    leads,
  })
  .meta({ description: 'What things are called in this Dynamics 365 environment.' });
