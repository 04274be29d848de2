import type { Keyword } from './decision.ts';

/**
 * The words that mean something when they are a whole text. Sources, looked at on 2026-11-30:
 * - 47 CFR 64.1200(a)(10): stop, quit, end, revoke, opt out, cancel and unsubscribe are a reasonable way to revoke consent, always
 * - https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html: also remove, arret, optout, opt-out and td; start and unstop
 * - https://www.twilio.com/docs/proxy/opt-out-keywords: also stopall, arrete and arrett; yes
 * - https://help.bronto.com/bmp/help-source/task/t_bmp_home_settings_sms_short_code_stop_view.html: stopp
 *
 * The other languages have what their senders ask people to reply, and the translation of "unsubscribe". Left out are words that are common answers to a
 * question ("no") or a single letter. A yes in another language than English isn't here for the same reason: it ends an opt-out.
 */
const OPT_OUT: Readonly<Record<string, string>> = {
  en: 'stop, stop all, stopall, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt me out, remove, remove me, unsub',
  fr: 'arret, arrete, arreter, arretez, arrett, desabonner, desabonnement, desinscription, desinscrire, me desabonner, me desinscrire',
  es: 'baja, darse de baja, dar de baja, dame de baja, alto, parar, cancelar, detener, basta',
  pt: 'parar, pare, sair, cancelar, remover, descadastrar',
  de: 'stopp, abmelden, abbestellen, austragen, ende, beenden, kundigen',
  it: 'basta, ferma, fermare, cancella, cancellami, annulla, disiscrivi, disiscrivimi',
  nl: 'stoppen, afmelden, uitschrijven',
  sv: 'stopp, avsluta, avregistrera, avanmal',
  no: 'stopp, avslutt, meld av, avmeld',
  da: 'stop, afmeld, framelding, frameld, afslut',
  fi: 'lopeta, peruuta, poista',
  pl: 'rezygnuje, rezygnacja, wypisz, wypisz mnie, koniec, anuluj',
  cs: 'konec, zrusit, odhlasit',
  hu: 'leiratkozas, leiratkozom, allj',
  ro: 'dezabonare, dezabonez, opreste',
  el: 'διαγραφη, τελος, στοπ',
  tr: 'iptal, dur, ret, cik',
  ru: 'стоп, отписаться, отписка, отмена, отказ, хватит',
  uk: 'стоп, відписатися, відмова, скасувати',
  ar: 'توقف, قف, ايقاف, الغاء, الغاء الاشتراك',
  he: 'הסר, הסרה, עצור',
  hi: 'बंद, रोकें, बंद करो',
  id: 'berhenti, batal, stop',
  vi: 'huy, dung, ngung, tu choi',
  th: 'ยกเลิก, หยุด',
  zh: '退订, 退訂, 取消, 停止, 取消订阅, 取消訂閱, td',
  ja: '停止, 配信停止, 解除, ストップ',
  ko: '수신거부, 거부, 중지, 취소',
};

const OPT_IN: Readonly<Record<string, string>> = {
  en: 'start, yes, unstop, subscribe, resubscribe, opt in, optin, opt me in',
  fr: 'reprendre, me reabonner, reabonner',
  es: 'alta, dar de alta, dame de alta, iniciar, empezar',
  pt: 'iniciar, comecar, inscrever',
  de: 'anmelden, starten',
  it: 'iscrivi, iscrivimi, inizia',
  nl: 'aanmelden',
  sv: 'starta',
  pl: 'wznow',
  ru: 'старт, подписаться',
  uk: 'старт, підписатися',
};

const HELP: Readonly<Record<string, string>> = {
  en: 'help, info, help me, information',
  fr: 'aide, infos',
  es: 'ayuda, informacion',
  pt: 'ajuda, informacao',
  de: 'hilfe',
  it: 'aiuto',
  nl: 'hulp',
  sv: 'hjalp',
  no: 'hjelp',
  da: 'hjaelp',
  fi: 'apua',
  pl: 'pomoc',
  tr: 'yardim',
  ru: 'помощь, справка',
  uk: 'допомога',
  zh: '帮助, 幫助',
  ja: 'ヘルプ',
  ko: '도움말',
};

/** Words that change nothing beside a keyword: "Stop please", "Merci d’arrêter" has one. */
export const POLITE = list(
  'please, pls, plz, thanks, thank you, thankyou, thx, now, hi, hello, ok, okay, s il vous plait, s il te plait, svp, stp, merci, por favor, gracias, obrigado, obrigada, bitte, danke, per favore, grazie, alstublieft, tack, takk, tak, kiitos, prosze, dziekuje, пожалуйста, спасибо, будь ласка, дякую, lutfen, 请, 請, 谢谢, 謝謝',
);

/** Words that confirm what was asked, and mean nothing otherwise. */
export const YES_WORDS = list(
  'yes, y, yeah, yep, confirm, confirmed, i confirm, oui, je confirme, confirmer, si, confirmo, confirmar, sim, ja, j, jawohl, bestatigen, bestatigt, confermo, conferma, bevestig, bekraft, bekrafta, kylla, joo, tak, potwierdzam, ano, igen, da, ναι, evet, onayla, да, так, подтверждаю, підтверджую, نعم, כן, हाँ, हां, ya, vang, co, ใช่, 是, 好, 确认, 確認, はい, 네, 예',
);

/**
 * Wordings that may well ask for an end without one of the keywords. The FCC counts any reasonable wording, so that a person has to read them.
 */
export const PERHAPS_OPT_OUT = list(
  'take me off, leave me alone, no more, do not text, dont text, don t text, do not contact, don t contact, dont contact, do not message, don t message, not interested, lose my number, wrong number, wrong person, spam, harassment, unsubscribed, stopped, stopping, go away, fuck off, piss off, delete my number, delete me, off the list, ne m envoyez plus, laissez moi tranquille, plus de message, plus de messages, mauvais numero, no me escriban, no mas, dejen de, numero equivocado, quitenme, nao quero, nao me mande, numero errado, keine sms, keine nachrichten, in ruhe, falsche nummer, non voglio, numero sbagliato, lasciatemi, geen berichten, verkeerd nummer, не присылайте, не пишите, отстаньте',
);

export const KEYWORDS: readonly Keyword[] = [
  ...keywordsOf('opt_out', OPT_OUT),
  ...keywordsOf('opt_in', OPT_IN),
  ...keywordsOf('help', HELP),
];

function list(text: string): string[] {
  return text.split(', ');
}

function keywordsOf(decision: Keyword['decision'], byLanguage: Readonly<Record<string, string>>): Keyword[] {
  return Object.entries(byLanguage).flatMap(([language, words]) =>
    list(words).map((text) => ({ text, decision, language })),
  );
}
