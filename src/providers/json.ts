/** The value of a JSON text; undefined when the text isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Like `parseJson`, but each number is its text, digit by digit: an id of 64 bits has more digits than a JavaScript number keeps. */
export function parseJsonAsWritten(text: string): unknown {
  if (parseJson(text) === undefined) return undefined;
  // In JSON, what is outside of strings and begins with a digit or a minus is a number.
  return parseJson(text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
