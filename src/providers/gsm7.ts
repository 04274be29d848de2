/** The basic alphabet and the extension table of GSM 03.38 (3GPP TS 23.038, 6.2.1). */
const GSM7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/u;

/** How a text goes over the air: UCS-2 as soon as one of its characters isn't in GSM-7. */
export const encodingOf = (text: string): 'GSM-7' | 'UCS-2' => (GSM7.test(text) ? 'GSM-7' : 'UCS-2');
