// The token embedding: what lies near a token, and what lies near a − b + c.
import {byId, h} from "elements.js";
import {chosen, embedding as data, model, onChoice, shown, text, vectors, vocabulary} from "model.js";
import {count, fixed} from "numbers.js";

const COUNT = 12;
const EXAMPLES = [[" king", " man", " woman"], [" he", " boy", " girl"], [" him", " he", " she"], ["he", "He", "She"]];

const vector = vectors(data.vectors, model.width);
const places = new Map(data.ids.map((id, place) => [id, place]));
const known = new Map(data.neighbours.map((each) => [each.id, each]));
const ids = new Map(vocabulary.map((name, id) => [name, id]).reverse());
const isWhole = data.ids.length === model.vocabularySize;

let all = null;

/** A token's vector, brought to length one; made for all tokens when the first is asked for. */
function direction(id) {
  if (!all) {
    all = new Float32Array(data.ids.length * model.width);
    data.ids.forEach((_, place) => all.set(normal(vector(place)), place * model.width));
  }
  const place = places.get(id);
  return all.subarray(place * model.width, (place + 1) * model.width);
}

function normal(values) {
  let squares = 0;
  for (const value of values) {
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  return values.map((value) => value / length);
}

function dot(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) {
    sum += one[i] * other[i];
  }
  return sum;
}

/** The tokens of the page nearest to a direction, and the cosines. */
function nearest(target, except) {
  return data.ids
    .filter((id) => !except.includes(id))
    .map((id) => [id, dot(direction(id), target)])
    .sort((a, b) => b[1] - a[1])
    .slice(0, COUNT);
}

function neighbours(id) {
  const found = known.get(id);
  return found ? found.ids.map((each, i) => [each, found.cosines[i]]) : nearest(direction(id), [id]);
}

export function embedding() {
  const list = h("div", {class: "bars"});
  const title = h("h3");
  const scope = h("p", {class: "small quiet"});
  const field = entry("near", "Token", (id) => near(id));

  function near(id) {
    field.set(id);
    title.replaceChildren("Nearest to ", h("span", {class: "mono"}, shown(id)));
    list.replaceChildren(...neighbours(id).flatMap((each) => bar(...each, near)));
    scope.textContent = isWhole || known.has(id) ? `Found among all ${count(model.vocabularySize)} tokens.` : within();
  }

  byId("embedding").append(h("div", {class: "two"},
    h("div", {}, field.element, h("div", {style: "height: 14px"}), title, list, scope),
    arithmetic(near)));
  onChoice((changed) => {
    if (!title.firstChild || changed.has("token") || changed.has("text")) {
      near(text().ids[chosen.token]);
    }
  });
}

function within() {
  return `Found among ${count(data.ids.length)} of ${count(model.vocabularySize)} tokens: those of the texts and the first of the`
    + " vocabulary, which are the most frequent; the others' vectors would make this page too large.";
}

function arithmetic(near) {
  const list = h("div", {class: "bars"});
  const title = h("h3");
  const chosenIds = first();
  const fields = ["a", "b", "c"].map((name, i) => entry(`term-${name}`, `${["", "− ", "+ "][i]}${name}`, (id) => {
    chosenIds[i] = id;
    show();
  }));
  function show() {
    fields.forEach((field, i) => field.set(chosenIds[i]));
    const [a, b, c] = chosenIds.map(direction);
    title.replaceChildren(...chosenIds.flatMap((id, i) => [["", " − ", " + "][i], h("span", {class: "mono"}, shown(id))]), " lies near");
    list.replaceChildren(...nearest(normal(a.map((value, i) => value - b[i] + c[i])), chosenIds).flatMap((each) => bar(...each, near)));
  }
  show();
  return h("div", {}, h("div", {class: "row"}, ...fields.map((field) => field.element)), h("div", {style: "height: 14px"}),
    title, list, h("p", {class: "small quiet"}, "Vectors of length one, as a − b + c; the three themselves are left out. ", isWhole ? "" : within()));
}

/** An example that the vocabulary has, or the first words of the text. */
function first() {
  const example = EXAMPLES.map((names) => names.map((name) => ids.get(name))).find((found) => found.every((id) => places.has(id)));
  const own = [...new Set(text().ids)];
  return example ?? [0, 1, 2].map((i) => own[i % own.length]);
}

/** A field for a token: its text as typed, or with a space before it. */
function entry(id, label, chosenToken) {
  const options = h("datalist", {id: `${id}-options`});
  const input = h("input", {type: "text", id, list: `${id}-options`, size: 12, class: "mono", autocomplete: "off", spellcheck: "false"});
  input.oninput = () => {
    const typed = input.value.replace(/·/g, " ");
    options.replaceChildren(...data.ids.filter((each) => vocabulary[each].trimStart().startsWith(typed.trimStart())).slice(0, 20)
      .map((each) => h("option", {value: shown(each)})));
  };
  input.onchange = () => {
    const typed = input.value.replace(/·/g, " ").replace("‹end›", "<|endoftext|>");
    const found = [typed, " " + typed].map((name) => ids.get(name)).find((each) => places.has(each));
    input.setCustomValidity(found === undefined ? "not a token of this page" : "");
    input.reportValidity();
    if (found !== undefined) {
      chosenToken(found);
    }
  };
  return {
    element: h("div", {class: "field"}, h("label", {for: id}, label), input, options),
    set: (token) => (input.value = shown(token)),
  };
}

function bar(id, cosine, near) {
  const name = places.has(id)
    ? h("button", {type: "button", class: "plain token", onclick: () => near(id)}, shown(id))
    : h("span", {class: "token"}, shown(id));
  return [
    name,
    h("span", {class: "track"}, h("i", {class: "now", style: `width: ${(100 * Math.max(0, cosine)).toFixed(1)}%`})),
    h("span", {class: "number"}, fixed(cosine, 3))];
}
