/** A letter, digit or sign that can be seen: not white space, nor one of the characters that only look like it. */
export const visible = /(?![\u2800\u3164])[\p{L}\p{N}\p{P}\p{S}]/u;

/** One line without control characters that is not blank. The look-ahead keeps the time linear in the length of the text. */
export const visibleLine = /^(?=.*(?![\u2800\u3164])[\p{L}\p{N}\p{P}\p{S}])\P{Cc}+$/u;
