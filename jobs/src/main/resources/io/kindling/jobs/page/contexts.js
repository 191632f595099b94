// Two tokens, the same word in two contexts for a start, and how their vectors part from block to block.
import {byId, h} from "elements.js";
import {chart} from "chart.js";
import {onScheme, seriesColour} from "colours.js";
import {model, shown, similarity, texts, vocabulary} from "model.js";
import {fixed} from "numbers.js";

const AROUND = 9;

export function contexts() {
  const chosen = first();
  const figure = h("div");
  const selects = chosen.map((place, i) => select(i, place, (now) => {
    chosen[i] = now;
    draw();
  }));
  const quotes = chosen.map(() => h("p", {class: "context"}));
  const guesses = chosen.map(() => h("p", {class: "small quiet"}));
  byId("contexts").append(h("div", {class: "two"},
    h("div", {}, ...selects.flatMap((field, i) => [field, quotes[i], guesses[i], h("div", {style: "height: 14px"})])), figure));
  function draw() {
    quotes.forEach((quote, i) => quote.replaceChildren(...around(chosen[i])));
    guesses.forEach((line, i) => line.replaceChildren("then expects ", ...expected(chosen[i])));
    const points = Array.from({length: model.layers + 1}, (_, blocks) => [blocks, similarity(blocks, ...chosen)]);
    const names = chosen.map(([text, token]) => texts[text].shown(token));
    figure.replaceChildren(chart({
      title: `${names[0]} and ${names[1]}`,
      unit: "cosine of their vectors",
      x: "blocks",
      least: Math.min(0, ...points.map((point) => point[1])),
      most: 1,
      ticks: model.layers <= 16 ? model.layers : 8,
      format: (value) => fixed(value, 2),
      series: [{name: "cosine", colour: seriesColour(0), points, dots: true}],
    }));
  }
  draw();
  onScheme(draw);
}

/** The token itself, and what stands around it. */
function around([text, token]) {
  const {ids} = texts[text];
  const words = (from, to) => ids.slice(Math.max(0, from), to).map((id) => vocabulary[id]).join("").replace("<|endoftext|>", "");
  const before = token > AROUND ? "…" : "";
  const after = token + 1 + AROUND < ids.length ? "…" : "";
  return [before + words(token - AROUND, token), h("mark", {}, words(token, token + 1) || shown(ids[token])),
    words(token + 1, token + 1 + AROUND) + after];
}

/** What the model would say next. */
function expected([text, token]) {
  const {lens, time} = texts[text];
  const at = (model.layers * time + token) * lens.count;
  return [...lens.ids.slice(at, at + 4)].flatMap((id) => [h("span", {class: "guess"}, shown(id)), " "]);
}

function select(number, [ofText, ofToken], chosen) {
  const id = `context-${number}`;
  const groups = texts.map((text, i) => h("optgroup", {label: `Text ${i + 1}`},
    ...text.ids.map((_, token) => h("option", {value: `${i} ${token}`, selected: i === ofText && token === ofToken},
      (texts.length > 1 ? `text ${i + 1}, ` : "") + `${token + 1}  ${text.shown(token)}`))));
  const element = h("select", {id, class: "mono"}, ...groups);
  element.onchange = () => chosen(element.value.split(" ").map(Number));
  return h("div", {class: "field"}, h("label", {for: id}, number ? "and" : "Compare"), element);
}

/** A word that stands in both texts, or twice in one; the longest such. */
function first() {
  const all = texts.flatMap(({ids}, text) => ids.map((id, token) => ({id, place: [text, token]})));
  let best = null;
  for (const [i, one] of all.entries()) {
    const others = all.slice(i + 1).filter((each) => each.id === one.id);
    const other = others.find((each) => each.place[0] !== one.place[0]) ?? others[0];
    if (other && /^ ?\p{L}+$/u.test(vocabulary[one.id])) {
      const score = vocabulary[one.id].length + (other.place[0] !== one.place[0] ? 100 : 0);
      best = !best || score > best.score ? {score, places: [one.place, other.place]} : best;
    }
  }
  return best?.places ?? [[0, 0], [0, texts[0].time - 1]];
}
