// The model and the texts as the page knows them, and what the reader has chosen.
import {byId} from "elements.js";
import {floats, integers, shorts, signedBytes, unsignedBytes} from "numbers.js";

const data = JSON.parse(byId("data").textContent);

export const model = data.model;
export const vocabulary = data.vocabulary;
export const embedding = data.embedding;

/** A token as it is shown: · for a space, ↵ for a new line. */
export function shown(id) {
  const text = vocabulary[id];
  return text === "<|endoftext|>" ? "‹end›" : text.replace(/ /g, "·").replace(/\n/g, "↵").replace(/\t/g, "⇥");
}

/** A text: its attention patterns, queries and keys, and what the stream says of each of its tokens. */
class Text {
  constructor(text) {
    this.ids = text.ids;
    this.time = text.ids.length;
    this.weights = unsignedBytes(text.patterns);
    this.queries = vectors(text.queries);
    this.keys = vectors(text.keys);
    this.norms = floats(text.norms);
    this.updates = floats(text.updates);
    this.surprisals = floats(text.surprisals);
    this.logits = floats(text.logits);
    this.lens = {
      count: text.lens.count,
      ids: integers(text.lens.ids),
      probabilities: floats(text.lens.probabilities),
      answers: floats(text.lens.answers),
      ranks: integers(text.lens.ranks),
      entropies: floats(text.lens.entropies),
    };
  }

  /** The weights of a token on those up to it; they sum to one. */
  row(layer, head, token) {
    const rows = (this.time * (this.time + 1)) / 2;
    const from = (layer * model.heads + head) * rows + (token * (token + 1)) / 2;
    const row = new Float64Array(token + 1);
    let sum = 0;
    for (let i = 0; i <= token; i++) {
      const root = this.weights[from + i] / 255;
      row[i] = root * root;
      sum += row[i];
    }
    return row.map((weight) => weight / sum);
  }

  query(layer, head, token) {
    return this.queries(this.place(layer, head, token));
  }

  key(layer, head, token) {
    return this.keys(this.place(layer, head, token));
  }

  place(layer, head, token) {
    return (layer * this.time + token) * model.heads + head;
  }

  shown(token) {
    return shown(this.ids[token]);
  }
}

/** A function from a vector's number to its elements. */
export function vectors({values, units}, width = model.width / model.heads) {
  const elements = signedBytes(values);
  const scales = floats(units);
  return (number) => Float32Array.from(
    elements.subarray(number * width, (number + 1) * width), (element) => element * scales[number]);
}

export const texts = data.texts.map((text) => new Text(text));

const starts = texts.map((_, i) => texts.slice(0, i).reduce((sum, text) => sum + text.time, 0));
const tokens = texts.reduce((sum, text) => sum + text.time, 0);
const cosines = shorts(data.similarities);

/** How alike two tokens, each [text, token], are after so many blocks: the cosine of their vectors. */
export function similarity(blocks, one, other) {
  const [low, high] = [one, other].map(([text, token]) => starts[text] + token).sort((a, b) => a - b);
  return cosines[blocks * ((tokens * (tokens + 1)) / 2) + (high * (high + 1)) / 2 + low] / 32767;
}

/** What is chosen: a text, a token of it, an earlier one it looks at, a head. */
export const chosen = {text: 0, token: 0, earlier: 0, layer: 0, head: 0};
const listeners = [];

export function text() {
  return texts[chosen.text];
}

/** Calls listener(changed names) at every choice, and once at the beginning. */
export function onChoice(listener) {
  listeners.push(listener);
}

/** Chooses; the earlier token, where it isn't named, becomes the one most looked at. */
export function choose(changes) {
  const before = {...chosen};
  Object.assign(chosen, changes);
  if ("text" in changes && !("token" in changes)) {
    chosen.token = text().time - 1;
  }
  if (!("earlier" in changes)) {
    chosen.earlier = mostSeen();
  }
  const changed = new Set(Object.keys(chosen).filter((name) => chosen[name] !== before[name]));
  listeners.forEach((listener) => listener(changed));
}

/** The token that the chosen one looks at most. */
function mostSeen() {
  const row = text().row(chosen.layer, chosen.head, chosen.token);
  return row.indexOf(row.reduce((most, weight) => Math.max(most, weight), 0));
}

/** The first choice: the head that looks back most at single tokens, and the last token of the text. */
export function chooseFirst() {
  const {time, weights} = text();
  let best = {score: -1, layer: 0, head: 0};
  let at = 0;
  for (let layer = 0; layer < model.layers; layer++) {
    for (let head = 0; head < model.heads; head++) {
      let score = 0;
      for (let token = 0; token < time; token++) {
        let most = 0; // neither on the first token, nor on the last two
        for (let earlier = 1; earlier < token - 1; earlier++) {
          most = Math.max(most, weights[at + earlier]);
        }
        score += most * most;
        at += token + 1;
      }
      best = score > best.score ? {score, layer, head} : best;
    }
  }
  choose({text: 0, token: text().time - 1, layer: best.layer, head: best.head});
}
