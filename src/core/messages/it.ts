import type { Catalogue } from './catalogue.ts';

/** Italian. */
export const IT: Catalogue = {
  'received-invitation':
    'Ricevuto da Partner Center: {name}. Per accettarlo toglilo dalla fase di attesa; per rifiutarlo chiudilo come perso.',
  'received-invitation-until':
    'Ricevuto da Partner Center: {name}. Per accettarlo toglilo dalla fase di attesa entro il {day}; per rifiutarlo chiudilo come perso.',
  'received-active': 'Ricevuto da Partner Center: {name}.',
  shared: 'Condiviso con Partner Center come affare {kind}.',
  'changed-by-partner-center': 'Partner Center ha modificato {changes}.',
  sent: 'Inviato a Partner Center: {changes}.',
  accepted: 'Accettato: Partner Center è stato informato.',
  declined: 'Rifiutato: Partner Center è stato informato ({reason}).',
  'closed-here': 'Chiuso come {status}: Partner Center è stato informato. Per questo affare non si invia più nulla.',
  'closed-there': 'Partner Center ha chiuso la segnalazione come {status}. Per questo affare non si invia più nulla.',
  'closed-there-because':
    'Partner Center ha chiuso la segnalazione come {status}: {reason}. Per questo affare non si invia più nulla.',
  mended: 'Il problema precedente è risolto.',
  'not-sent': 'Non inviato a Partner Center: {message} {remedy}',
  'not-taken': 'Non ripreso da Partner Center: {message} {remedy}',

  overruled: '{label}: modificato da entrambe le parti; vale "{kept}" ({winner}), scartato "{overruled}".',
  unsendable:
    '{label}: modificato qui, ma dopo la creazione Partner Center non accetta questa modifica; resta solo nel CRM.',
  'value-empty': '{label}: vuoto o zero non viene inviato a Partner Center; gli altri campi sì.',
  'closed-there-flagged':
    'Partner Center ha chiuso la segnalazione come {status}. La fase resta una tua scelta; per questo affare non si invia più nulla.',
  'closed-there-flagged-because':
    'Partner Center ha chiuso la segnalazione come {status}: {reason}. La fase resta una tua scelta; per questo affare non si invia più nulla.',
  'co-sell-type-fixed':
    'Tipo di co-sell: Microsoft non consente di cambiare il tipo di un affare condiviso; la modifica resta solo nel CRM. Ripristinalo oppure condividi una nuova opportunità.',
  'registration-status': "Registrazione dell'affare presso Microsoft: {status}.",
  'visibility-one-way': 'Un affare visibile ai venditori Microsoft resta visibile; la modifica è stata annullata.',
  'status-unsendable': 'Il cambio di fase non può essere inviato: {rule}.',

  'last-entry':
    "L'ultima voce di {label} è stata tolta qui; Partner Center la conserva, perché un affare deve averne almeno una.",
  'last-entry.remedy': "Aggiungi un'altra voce per sostituirla.",
  'unticked-without-solutions':
    "L'ultima soluzione è stata tolta e Sync with Partner Center è spento (il pacchetto di Microsoft lo spegne da sé). Non si invia più nulla; il legame con la segnalazione resta e Partner Center conserva le sue soluzioni.",
  'unticked-without-solutions.remedy':
    'Aggiungi una soluzione e spunta di nuovo Sync with Partner Center, oppure lascialo spento per non condividere più.',
  'country-missing': "L'account non ha il codice del paese.",
  'country-missing.remedy': "Inserisci il paese dell'account come codice di due lettere, per esempio IT o DE.",
  'country-not-code': '"{country}" non è un codice paese di due lettere.',
  'country-not-code.remedy': "Scrivi un codice di due lettere nel campo del paese dell'account.",
  'country-suggestion.remedy': "Scrivi {suggestion} nel campo del paese dell'account.",
  'currency-not-code': '"{currency}" non è un codice di valuta, perciò il valore dell\'affare non può essere inviato.',
  'currency-not-code.remedy': 'Scegli la valuta con il codice di tre lettere, per esempio EUR o USD.',
  'customer-missing': "L'opportunità non ha un account.",
  'customer-missing.remedy': "Scegli l'account del cliente nell'opportunità.",
  'stage-unknown': "L'opportunità è in una fase che il CRM non elenca, quindi nessuno può dire se è aperta.",
  'stage-unknown.remedy': "Scegli nell'opportunità una delle fasi del CRM.",
  'solution-missing': "Nell'opportunità non c'è nessuna soluzione co-sell.",
  'solution-missing.remedy': 'Aggiungi almeno una riga a Microsoft Solutions.',
  'intent-missing': "L'intenzione d'acquisto del cliente non è stata scelta.",
  'intent-missing.remedy': "Scegli Yes, No o Have not decided come intenzione d'acquisto del cliente.",
  'role-missing': 'Un co-sell di servizi richiede il ruolo del partner.',
  'role-missing.remedy': "Scegli un ruolo del partner nell'opportunità.",
  'area-missing': "Un co-sell di servizi richiede un'area della soluzione.",
  'area-missing.remedy': "Scegli un'area della soluzione nell'opportunità.",
  'play-missing': 'Un co-sell di servizi richiede un solution play.',
  'play-missing.remedy': "Scegli nell'opportunità un solution play dell'area della soluzione.",
  'registration-not-won': 'Si può registrare solo un affare vinto.',
  'registration-not-won.remedy': 'Registralo quando sarà vinto.',
  'registration-private': 'Un affare privato non può essere registrato.',
  'registration-private.remedy':
    'Si possono registrare solo gli affari che i venditori Microsoft vedevano già prima della vincita.',
  'registration-early': "L'affare è stato vinto entro 72 ore dalla creazione; Microsoft non registra questi affari.",
  'registration-early.remedy':
    'Condividi gli affari almeno 72 ore prima di vincerli; per questo, rivolgiti al supporto di Partner Center.',
  'registration-solution': "L'affare non ha una soluzione nostra che si possa registrare.",
  'registration-solution.remedy': "Indica una soluzione dell'affare idonea all'Azure IP co-sell.",
  'registration-value': "Il contratto vale meno di 25.000 USD l'anno.",
  'registration-value.remedy': 'Controlla il valore del contratto; uno perpetuo si considera ripartito su sei anni.',
  'registration-signed':
    "Il giorno della firma manca, è nel futuro, risale a più di 60 giorni fa o precede la creazione dell'affare.",
  'registration-signed.remedy':
    'Inserisci il giorno della firma del contratto; gli affari si registrano entro 60 giorni.',
  'registration-term':
    "La durata del contratto non è completa: deve iniziare da non più di 90 giorni e, se non è perpetuo, finire dopo l'inizio.",
  'registration-term.remedy': "Inserisci l'inizio e la fine del contratto.",
  'contact-missing':
    'È stato chiesto aiuto a Microsoft, ma manca un contatto del cliente con nome, cognome, e-mail e telefono.',
  'contact-missing.remedy': 'Aggiungi un ruolo contatto con questi quattro campi.',
  'contact-needed': "L'aiuto di Microsoft richiede un contatto del cliente con nome, cognome, e-mail e telefono.",
  'help-unknown': '"{help}" non è un tipo di aiuto offerto da Microsoft.',
  'help-unknown.remedy': 'Scegli uno dei valori di "How can Microsoft help?".',

  'partner-center-refused': 'Partner Center ha rifiutato la modifica: {said}',
  'partner-center-refused.remedy': 'Correggi nel CRM ciò che il messaggio indica e salva di nuovo il record.',
  'partner-center-refused.value.remedy': 'Correggi il valore nel CRM e salva di nuovo il record.',
  'partner-center-refused.customer.remedy':
    'Completa nel CRM nome, indirizzo e codice paese di due lettere del cliente e salva di nuovo il record.',
  'partner-center-refused.contacts.remedy':
    "Dai all'affare un contatto con nome, cognome, e-mail e telefono, poi salva di nuovo il record.",
  'partner-center-refused.solutions.remedy': 'Scegli almeno una soluzione co-sell e salva di nuovo il record.',
  'partner-center-refused.status.remedy': "Qui non c'è nulla da correggere: una segnalazione chiusa resta com'è.",
  'help-not-our-deal':
    "L'aiuto di Microsoft si può chiedere solo per un affare nato qui; a questo ci ha invitati Microsoft.",
  'help-not-our-deal.remedy': "Togli la scelta dell'aiuto dal record e parla con il venditore Microsoft del team.",
  'help-is-final': 'A Microsoft è già stato chiesto un altro tipo di aiuto; la richiesta non si può cambiare.',
  'help-is-final.remedy': "Rimetti la scelta dell'aiuto com'era.",
  'fixed-at-creation': '{label}: dopo la creazione Partner Center non accetta modifiche.',
  'fixed-at-creation.remedy': "Modificalo nel portale di Partner Center, se è possibile, oppure lascialo com'è.",

  'crm-refused': 'Il CRM rifiuta il record ({reason}): {said}',
  'crm-refused.remedy': 'Correggi ciò che il messaggio indica e salva di nuovo il record.',
  'crm-field-required': "Il CRM richiede un valore che l'affare non ha: {fields}.",
  'crm-field-required.remedy':
    "Inseriscilo, oppure chiedi all'amministratore un valore predefinito per i nuovi record.",
  'crm-validation-rule': 'Una regola di convalida della tua organizzazione rifiuta il record: {said}',
  'crm-validation-rule.remedy':
    "Correggi ciò che la regola indica, oppure chiedi all'amministratore di esentarne l'utente del connettore.",
  'crm-automation-failed': "Un'automazione della tua organizzazione ha fermato il salvataggio: {said}",
  'crm-automation-failed.remedy': "Chiedi all'amministratore di controllare il trigger o il flusso indicato.",
  'crm-text-too-long': 'Un testo è troppo lungo per il CRM: {said}',
  'crm-text-too-long.remedy': "Accorcialo in Partner Center, oppure chiedi all'amministratore un campo più lungo.",
  'crm-choice-unknown': 'Il CRM non ha questa scelta: {said}',
  'crm-choice-unknown.remedy':
    "Chiedi all'amministratore di aggiungere il valore all'elenco di selezione, anche nei suoi tipi di record.",
  'crm-value-invalid': 'Il CRM non accetta un valore: {said}',
  'crm-value-invalid.remedy': 'Correggi il valore; per gli indirizzi scegli paese e provincia dagli elenchi.',
  'crm-lookup-filter': 'Il CRM non permette questo riferimento: {said}',
  'crm-lookup-filter.remedy': 'Scegli un record ammesso dal filtro di ricerca del campo.',
  'crm-email-invalid': "Il CRM non accetta l'indirizzo e-mail: {said}",
  'crm-email-invalid.remedy': "Correggi l'indirizzo e-mail del contatto in Partner Center.",
  'crm-number-too-large': 'Un numero è troppo grande per il CRM: {said}',
  'crm-number-too-large.remedy': "Correggi l'importo.",
  'crm-currency-inactive': "La valuta dell'affare non è attiva nel CRM: {said}",
  'crm-currency-inactive.remedy':
    "Chiedi all'amministratore di attivare la valuta, oppure cambia la valuta dell'affare.",
  'crm-duplicate': 'Una regola di duplicazione della tua organizzazione rifiuta il record: {said}',
  'crm-duplicate.remedy':
    "Unisci o correggi i record indicati, oppure chiedi all'amministratore di lasciar salvare il connettore accanto a essi.",
  'crm-referral-doubled': "Più opportunità portano l'identificatore di questa segnalazione.",
  'crm-referral-doubled.remedy': "Cancella l'identificatore da tutte tranne una.",
  'crm-value-taken': 'Un altro record ha già questo valore: {said}',
  'crm-value-taken.remedy': 'Cancella il valore dal record che non dovrebbe averlo.',
  'crm-record-locked': "Il record è bloccato, per esempio da un'approvazione in corso.",
  'crm-record-locked.remedy':
    "Concludi o richiama l'approvazione, oppure permetti all'utente del connettore di modificare i record bloccati.",
  'crm-deal-closed': "L'opportunità è chiusa nel CRM e il connettore non la riapre.",
  'crm-deal-closed.remedy': "Riaprila nel CRM se l'affare prosegue.",
  'crm-owner-inactive': 'Il titolare del record non è più attivo nel CRM.',
  'crm-owner-inactive.remedy': 'Assegna il record a un utente attivo.',
  'crm-field-read-only': "L'utente del connettore non può scrivere {fields}.",
  'crm-field-read-only.remedy':
    "Chiedi all'amministratore del CRM di consentirne la modifica all'utente del connettore, poi esegui `cosell reconcile` per questa trattativa.",
  'crm-no-access': "L'utente del connettore non può modificare questo record.",
  'crm-no-access.remedy': "Condividi il record con l'utente del connettore, con il diritto di modifica.",
  'crm-reference-no-access': "L'utente del connettore non può usare un record a cui questo si riferisce: {said}",
  'crm-reference-no-access.remedy':
    "Condividi quel record (account, contatto o soluzione) con l'utente del connettore.",

  'choice-unknown': 'Il CRM non ha la scelta "{value}" in {column}; il campo è rimasto com\'era.',
  'reference-unknown': 'Il CRM non ha "{value}" tra i record {object}.',
  'text-shortened': '{column} è stato accorciato ai {length} caratteri che il CRM può contenere.',
  'currency-not-held': "Il valore dell'affare di {amount} è stato omesso perché il CRM non gestisce {currency}.",
  'close-date-assumed': 'Il CRM richiede una data di chiusura; è stata inserita {day}.',
  'country-unknown': 'Il nuovo account non ha il paese: il CRM non conosce "{value}".',
  'state-unknown': 'Il nuovo account non ha la provincia: il CRM non conosce "{value}".',
  'value-not-kept': 'Il CRM non ha conservato {label} {wanted} e mostra {shown}.',
  'amount-not-kept':
    "Il CRM non ha conservato {label} {wanted} e mostra {shown}, di solito perché l'opportunità ha dei prodotti.",
  'team-member-incomplete':
    '{name} non compare nel team della segnalazione, perché Partner Center chiede per ogni membro più di quanto dice il suo utente: {missing}.',
  'team-member-no-user':
    "{name} ({email}) è nel team della segnalazione, ma nessun utente attivo del CRM ha questo indirizzo e-mail; il team dell'opportunità resta senza.",

  'rule.no-status': 'il Centro per i partner non mostra uno stato',
  'rule.stage-unknown': 'il CRM non elenca questa fase, che quindi non dice né sì né no; scegline una elencata',
  'rule.found-apart': 'stati diversi al momento del collegamento ({referral} e {record}), lasciati come sono',
  'rule.referral-final': 'una segnalazione chiusa è definitiva',
  'rule.no-move': 'una segnalazione non può passare da {from} a {to}',
  'rule.fixed': 'Partner Center non accetta questa modifica',

  'word.change': '{label} {from} → {to}',
  'word.sent': '{label} {value}',
  'word.separator': ', ',
  'word.nothing': 'niente',
  'word.yes': 'sì',
  'word.no': 'no',
  'word.no-reason': 'nessun motivo indicato',
  'word.first-name': 'nome',
  'word.last-name': 'cognome',
  'word.email': 'e-mail',
  'word.phone': 'telefono',
  'side.crm': 'CRM',
  'side.partner-center': 'Partner Center',
  'kind.co-sell': 'co-sell',
  'kind.partner-led': 'guidato dal partner',
  'kind.private': 'privato',
  'status.invited': 'invitato',
  'status.active': 'attivo',
  'status.won': 'vinto',
  'status.lost': 'perso',
  'status.declined': 'rifiutato',
  'status.expired': 'scaduto',
  'status.error': 'errore',
  'field.name': 'nome',
  'field.customer': 'cliente',
  'field.value': "valore dell'affare",
  'field.currency': 'valuta',
  'field.closeDate': 'data di chiusura',
  'field.notes': 'note',
  'field.status': 'stato',
  'field.statusReason': 'motivo',
  'field.visibleToMicrosoft': 'visibilità',
  'field.help': 'aiuto chiesto a Microsoft',
  'field.coSellType': 'tipo di co-sell',
  'field.purchaseIntent': "intenzione d'acquisto",
  'field.partnerRole': 'ruolo del partner',
  'field.solutionArea': 'area della soluzione',
  'field.solutionPlay': 'solution play',
  'field.contacts': 'contatti',
  'field.solutions': 'soluzioni',
  'field.team': 'team',
  'field.microsoftCrmId': 'identificatore CRM di Microsoft',
  'field.registrationStatus': "registrazione dell'affare",
  'field.referralProgram': 'programma della segnalazione',

  // Leads
  'received-lead':
    'Lead ricevuto da Partner Center: {name}. Lavoralo o convertilo per accettarlo; chiudilo come non qualificato per rifiutarlo.',
  'received-lead-until':
    'Lead ricevuto da Partner Center: {name}. Lavoralo o convertilo per accettarlo entro il {day}; chiudilo come non qualificato per rifiutarlo.',
  'lead-became-opportunity': 'Accettato in Partner Center: il lead prosegue come questa opportunità.',
  'lead-continues': 'Convertita da un lead: questa opportunità prosegue con il suo riferimento di Partner Center.',
  'lead-continues-beside':
    'Accettato in Partner Center: prosegue come opportunità {name}. Per questo lead non viene inviato altro.',
  'lead-not-shareable': 'Un lead non può essere condiviso con Partner Center.',
  'lead-not-shareable.remedy':
    'Converti il lead e seleziona Sync with Partner Center nella sua opportunità, oppure deselezionalo qui.',
  'crm-lead-converted': 'Il lead è stato convertito e il CRM non accetta altre modifiche.',
  'crm-lead-converted.remedy':
    "Prosegui con l'opportunità nata dal lead; se manca, creala e assegnale l'identificatore del riferimento.",
  'crm-lead-without-opportunity':
    "Il lead è stato convertito senza un'opportunità, quindi la trattativa accettata non ha posto nel CRM.",
  'crm-lead-without-opportunity.remedy': "Crea un'opportunità e assegnale l'identificatore del riferimento.",
  'crm-lead-status-refused': 'Il CRM non converte il lead nello stato configurato: {said}',
  'crm-lead-status-refused.remedy': "Chiedi all'amministratore di scegliere uno stato previsto per i lead convertiti.",
  'lead-status-missing': 'Il CRM non ha uno stato del lead che significhi "{status}"; lo stato è rimasto invariato.',
};
