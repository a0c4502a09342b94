/** A letter, digit or sign that can be seen: not white space, nor one of the characters that only look like it. */
export const visible = /(?![\u2800\p{Default_Ignorable_Code_Point}])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Scripts whose words are written with a zero-width joiner or non-joiner. */
const joining = 'Arab Syrc Mong Nkoo Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr'
  .split(' ')
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const pictograph = String.raw`\p{Extended_Pictographic}`;
/** What makes the flag of England, Scotland or Wales of a black one. */
const tags = String.raw`\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`;
/** Where a character that is not seen belongs to the one before it: in words of such scripts, also of foreign words with Persian endings, in emoji, after variants of Han. */
const belonging = [
  `(?<=[${joining}])[\\u200c\\u200d](?=[${joining}])|(?<=[\\p{L}\\p{N}])\\u200c(?=[${joining}])|(?<=\\p{Script=Mong})[\\u180b-\\u180f]`,
  `(?<=${pictograph}[\\ufe0f\\p{Emoji_Modifier}]{0,2})\\u200d(?=${pictograph})`,
  `(?<=${pictograph})[\\ufe0e\\ufe0f]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)`,
  String.raw`(?<=\p{Script=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]|(?<=\u{1f3f4}(?=${tags})[\u{e0061}-\u{e007a}]{0,5})[\u{e0061}-\u{e007f}]`,
].join('|');
const ignorable = String.raw`(?=\p{Default_Ignorable_Code_Point})(?!${belonging})[^]`;
const hidden = String.raw`[\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u2800]|${ignorable}`;

/** Without control characters, line separators, and characters that only hide or turn others around. */
export const plainLine = new RegExp(`^(?:(?!\\p{Cc}|${hidden})[^])*$`, 'u');

/** The same with line breaks and tabs. */
export const plainText = new RegExp(`^(?:(?![^\\P{Cc}\\n\\t]|${hidden})[^])*$`, 'u');

export const allHidden = new RegExp(`\\p{Cc}|${hidden}`, 'gu');
export const allIgnorable = new RegExp(ignorable, 'gu');
export const hiddenInText = new RegExp(`[^\\P{Cc}\\n\\t]|${hidden}`, 'gu');
