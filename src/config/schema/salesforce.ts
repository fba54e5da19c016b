import * as z from 'zod';
import { accountKey, accountMatch, closeDateAfterDays, constants, registration } from './new-records.ts';
import { leads } from './salesforce-leads.ts';
import { apiName, apiNameOrNone, choice, flag, text } from './values.ts';

const stages = z
  .strictObject({
    onHold: text({
      description:
        'Stage of deals that Microsoft has offered and nobody has accepted yet. Leaving it accepts the deal, so it must be used for ' +
        'nothing else.',
      replaces: ['msft_onholdstagename'],
      example: 'On Hold',
    }),
    active: text({
      description:
        'Stage given to a deal that is accepted in Partner Center: without it the first open one. Every open stage counts as accepted, ' +
        'except the one for deals on hold.',
      replaces: ['msft_activestagename'],
      example: 'Qualification',
    }).optional(),
    won: text({
      description: 'Stage given to a deal that was won in Partner Center; without it the first won stage of the org.',
      example: 'Closed Won',
    }).optional(),
    lost: text({
      description:
        'Stage given to a deal that was lost, declined or has expired; without it the first lost stage of the org.',
      example: 'Closed Lost',
    }).optional(),
  })
  .meta({ description: 'Stages of the opportunity by API name. Salesforce itself accepts stages that do not exist.' });

/** The defaults are the names that Microsoft's own package created, so that an org that had it needs no change. */
const fields = z
  .strictObject({
    dealValue: apiName('Amount', {
      description: 'Number read and written as the deal value.',
      replaces: ['msft_dealvaluefield'],
    }),
    currency: apiName('CurrencyIsoCode', {
      description: 'ISO 4217 currency of the deal value.',
      replaces: ['msft_dealcurrencycodefield'],
    }),
    country: apiName('BillingCountry', {
      description:
        'Account field with the ISO 3166 two-letter country code; BillingCountryCode with country picklists.',
      replaces: ['msft_customeraccountcountrycode'],
    }),
    notes: apiName('Description', {
      description: 'Long text exchanged as the notes of the deal, where `salesforce.notes` is `description`.',
    }),
    lossReason: apiNameOrNone('none', { description: 'Text or picklist with the reason of a lost deal.' }),
    sync: apiName('Sync_With_Partner_Center__c', { description: 'Checkbox: the seller shares the deal.' }),
    referralId: apiName('Referral_Identifier__c', { description: 'External id: identifier of the referral.' }),
    referralLink: apiNameOrNone('Referral_Link__c', { description: 'Link to the referral in Partner Center.' }),
    referralProgram: apiNameOrNone('Referral_Program__c', { description: 'Program the referral belongs to.' }),
    registrationStatus: apiNameOrNone('none', {
      description:
        "Text with the state of Microsoft's review of a registered deal; it is told in the audit field anyway.",
    }),
    audit: apiName('Audit__c', { description: 'Long text in which the seller reads what happened.' }),
    help: apiNameOrNone('How_can_Microsoft_help__c', { description: 'Picklist: the help asked of Microsoft.' }),
    visible: apiNameOrNone('Referral_visible_to_Microsoft_sellers__c', {
      description: 'Checkbox: Microsoft sellers may see the deal.',
    }),
    microsoftCrmId: apiNameOrNone('Microsoft_CRM_Identifier__c', {
      description: "Microsoft's own identifier of the deal, once Microsoft has accepted.",
    }),
    coSellType: apiName('Co_sell_Type__c', { description: 'Picklist: IP or Services co-sell.' }),
    purchaseIntent: apiName('Customer_purchase_intent__c', { description: 'Picklist: marketplace purchase intent.' }),
    solutionArea: apiName('Solution_Area__c', { description: 'Lookup: solution area.' }),
    solutionPlay: apiName('Solution_Play__c', { description: 'Lookup: solution play.' }),
    partnerRole: apiName('Partner_Role__c', { description: 'Lookup: partner role of Services co-sell.' }),
    products: apiNameOrNone('Products__c', {
      description: 'Old text field with solution ids; read when a deal has no solutions, never written.',
    }),
  })
  .prefault({})
  .meta({ description: 'API names of opportunity and lead fields (country: of the account).' });

const solutions = z
  .strictObject({
    rows: apiNameOrNone('Microsoft_Solutions__c', {
      description: 'Object whose rows are the solutions of an opportunity.',
    }),
    opportunity: apiName('Opportunity__c', { description: 'On rows: the opportunity.' }),
    solution: apiName('Solution__c', { description: 'On rows: the solution.' }),
    price: apiName('Price__c', { description: 'On rows: price.' }),
    quantity: apiName('Quantity__c', { description: 'On rows: quantity.' }),
    catalog: apiName('Microsoft_Solution_Detail__c', { description: 'Object that lists the known solutions.' }),
    identifier: apiName('Solution_Identifier__c', { description: 'In the catalog: identifier such as SOL-12345-ABC.' }),
    type: apiName('Type__c', { description: 'In the catalog: 1P or 3P.' }),
    publisher: apiName('Publisher_Name__c', { description: 'In the catalog: publisher.' }),
  })
  .prefault({})
  .meta({ description: 'API names of the objects and fields that hold solutions.' });

const newRecords = z
  .strictObject({
    accountMatch,
    accountKey: accountKey('DunsNumber'),
    allowDuplicates: flag(true, {
      description: 'Save records although a duplicate rule warns about them. Rules that block always block.',
    }),
    contactRole: text({
      description: 'Role given to contacts that the connector adds to an opportunity.',
      example: 'Decision Maker',
    }).optional(),
    teamRole: text({
      description: 'Role given to people whom the connector adds to an opportunity team.',
      example: 'Sales Rep',
    }).optional(),
    owner: choice(['connector', 'team'], 'connector', {
      description:
        'Who owns new opportunities: the user of the connector, or the first of the team of the referral who is an active user of the org.',
    }),
    closeDateAfterDays,
    opportunity: constants.meta({
      description: 'Constant values for fields that the org demands on new opportunities, by API name.',
    }),
    account: constants.meta({ description: 'The same for new accounts.' }),
    contact: constants.meta({ description: 'The same for new contacts.' }),
  })
  .prefault({})
  .meta({ description: 'How new records are made.' });

const notes = choice(['auto', 'content-note', 'note', 'description'], 'description', {
  description:
    'Where the notes of a deal are kept: in an enhanced note (`content-note`) or a classic one (`note`) of their own on the opportunity, ' +
    'or in the field `salesforce.fields.notes` (`description`). `auto` takes the first of the three that the org has.',
});

const noteTitle = text({
  description:
    'Title of the note on the opportunity whose text is exchanged with Partner Center. Notes with other titles are not even read.',
}).default('Partner Center');

const REGISTRATION = {
  value: 'Amount',
  ask: 'Register_Deal__c',
  signedOn: 'Contract_Signed__c',
  startsOn: 'Contract_Start__c',
  endsOn: 'Contract_End__c',
  perpetual: 'Contract_Perpetual__c',
};

export const salesforce = z
  .strictObject({
    stages,
    fields,
    notes,
    noteTitle,
    solutions,
    registration: registration(REGISTRATION),
    newRecords,
    leads,
  })
  .meta({ description: 'What things are called in this Salesforce org.' });
