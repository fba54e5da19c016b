import { afterEach, describe, expect, test } from 'vitest';
import type { Language } from '../../src/core/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { atRest, toldLines } from '../support/scenario/audit.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';

let place: Installation;
afterEach(() => place?.close());

const REFUSED: Record<Exclude<Language, 'en'>, string> = {
  it: "Non inviato a Partner Center: Nell'opportunità non c'è nessuna soluzione co-sell. Aggiungi almeno una riga a Microsoft Solutions.",
  sv: 'Inte skickat till Partner Center: Affärsmöjligheten har ingen co-sell-lösning. Lägg till minst en rad i Microsoft Solutions.',
  'zh-TW': '未傳送至合作夥伴中心：此商機沒有共同銷售解決方案。請在 Microsoft Solutions 新增至少一列。',
};

const INCOMPLETE = { solution: null, amount: 180_000 };

const TOLD: Record<Exclude<Language, 'en'>, readonly string[]> = {
  it: [
    'Condiviso con Partner Center come affare privato.',
    'Il problema precedente è risolto.',
    "Partner Center ha modificato valore dell'affare 180000 → 200000.",
  ],
  sv: [
    'Delad med Partner Center som affär av typen privat.',
    'Det tidigare problemet är löst.',
    'Partner Center ändrade affärsvärde 180000 → 200000.',
  ],
  'zh-TW': [
    '已以「私人」交易與合作夥伴中心分享。',
    '先前的問題已解決。',
    '合作夥伴中心已變更交易金額 180000 → 200000。',
  ],
};

describe('the sellers of a Salesforce connection', () => {
  test.each(['it', 'sv', 'zh-TW'] as const)('read refusals and audit lines in %s', async (language) => {
    place = await startIn(language);
    const stop = await place.serve();
    const dealId = sellerIn(place.salesforce).opens({ ...INCOMPLETE, ticked: true });
    const [first] = await eventually(() => toldLines(place, dealId, 1));
    expect(first).toBe(REFUSED[language]);
    const shown = (await place.cosell('deals', 'show', dealId, '--json')).stdout;
    expect(shown).toContain('No co-sell solution is on the opportunity.');
    sellerIn(place.salesforce).addsSolution(dealId);
    const referral = await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(dealId));
    await eventually(() => toldLines(place, dealId, 3));
    microsoftIn(place.partnerCenter).edits(referral.id, { details: { dealValue: 200_000 } });
    const lines = await eventually(() => toldLines(place, dealId, 4));
    expect([...lines].sort()).toEqual([REFUSED[language], ...TOLD[language]].sort());
    await stop();
  });

  test('are told nothing twice when the language is changed', async () => {
    place = await startIn('it');
    const stop = await place.serve();
    const dealId = sellerIn(place.salesforce).opens({ ...INCOMPLETE, ticked: true });
    await eventually(() => toldLines(place, dealId, 1));
    await atRest(place);
    await stop();
    await place.configure(speaking('sv'));
    await place.serve();
    expect((await place.cosell('reconcile', dealId, '--json')).stdout).toContain(
      'No co-sell solution is on the opportunity.',
    );
    expect(toldLines(place, dealId, 1)).toEqual([REFUSED.it]);
    sellerIn(place.salesforce).addsSolution(dealId);
    expect(await eventually(() => toldLines(place, dealId, 3))).toContain(TOLD.sv[1]);
  });
});

async function startIn(language: Language): Promise<Installation> {
  return startInstallation({ partnerCenter: { referrals: [] }, adjust: speaking(language) });
}

function speaking(language: Language) {
  return ({ connections }: ScenarioSettings) => {
    connections.salesforce.language = language;
  };
}
