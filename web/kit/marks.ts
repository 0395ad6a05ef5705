// Which parts of a name are what was typed, so that they can be shown: accents and case do not matter.

export interface Part {
  text: string;
  marked: boolean;
}

/** Each character of the text as it is compared, with the place of that character in the text. */
function foldedWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = "";
  const places: number[] = [];
  let place = 0;
  for (const character of text) {
    const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
    for (let index = 0; index < plain.length; index += 1) places.push(place);
    folded += plain;
    place += character.length;
  }
  places.push(place);
  return { folded, places };
}

const fold = (text: string) => foldedWithPlaces(text).folded;

/** The text in parts: those that are what was typed, at the beginning of a word if there is one, and what is between. */
export function partsOf(text: string, typed: string): Part[] {
  const { folded, places } = foldedWithPlaces(text);
  const marked = new Array<boolean>(text.length).fill(false);
  for (const word of fold(typed).split(/[^\p{L}\p{N}]+/u)) {
    if (word === "") continue;
    const beginning = new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "u").exec(folded)?.index;
    const at = beginning ?? folded.indexOf(word);
    if (at < 0) continue;
    marked.fill(true, places[at], places[at + word.length]);
  }
  const parts: Part[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const last = parts.at(-1);
    const is = marked[index] ?? false;
    if (last && last.marked === is) last.text += text[index];
    else parts.push({ text: text[index] ?? "", marked: is });
  }
  return parts;
}
