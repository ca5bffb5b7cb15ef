const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/**
 * Reads what `JSON.parse` loses: how many members the text contains, including those that a later member of
 * the same name replaces, and whether all numbers are written as JavaScript writes them. The text must be
 * valid JSON.
 */
export function readLiterals(json: string): { readonly members: number; readonly areNumbersExact: boolean } {
  let members = 0;
  let areNumbersExact = true;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charCodeAt(at);
    if (char === quote) at = endOfString(json, at);
    else if (char === colon) members += 1;
    else if (char === minus || (char >= zero && char <= nine)) {
      const end = endOfNumber(json, at);
      const spelled = json.slice(at, end);
      areNumbersExact &&= String(Number(spelled)) === spelled;
      at = end - 1;
    }
  }
  return { members, areNumbersExact };
}

/** The index of the closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

const inNumber = /[-+.eE\d]*/y;

/** The index after the last character. */
function endOfNumber(json: string, start: number): number {
  inNumber.lastIndex = start;
  inNumber.test(json);
  return inNumber.lastIndex;
}
