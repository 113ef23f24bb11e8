// Signs that stand in addresses as % and two digits. Which ones is fixed, so that one link has one spelling. Pure.

/** Of the 82 characters of GS1 those that the canonical spelling (CBV 2.0, 8.9) leaves as they are. */
const plain = /[A-Za-z0-9_.;='~-]/;

export function encoded(value: string): string {
  let text = '';
  for (const sign of value) text += plain.test(sign) ? sign : encodeUtf8(sign);
  return text;
}

/** Null: a % without two digits, or bytes that are no UTF-8. */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** encodeURIComponent leaves !, ', (, ) and * as they are. */
function encodeUtf8(sign: string): string {
  const escaped = encodeURIComponent(sign.isWellFormed() ? sign : '\ufffd');
  return escaped === sign ? `%${sign.charCodeAt(0).toString(16).toUpperCase()}` : escaped;
}
