// The page of a run, or of several beside each other.
import {byId, choice, h} from "elements.js";
import {onScheme, seriesColour} from "colours.js";
import {chart} from "chart.js";
import {axes, last, leaves, median, points, range, smoothed} from "curves.js";

const {runs} = JSON.parse(byId("data").textContent);
const isOne = runs.length === 1;
const most = Math.max(...runs.map((run) => run.rounds.length));
/** The more rounds, the more of them are drawn together: about twenty. */
const view = {axis: axes.step, smoothing: Math.round(20 * Math.min(0.95, Math.max(0, 1 - 20 / most))) / 20, log: false};

const whole = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const format = {
  loss: (y) => y.toFixed(Math.abs(y) < 0.1 ? 4 : 3),
  rate: (y) => (y === 0 ? "0" : y >= 1e-3 ? String(Number(y.toPrecision(3))) : y.toExponential(1)),
  count: (y) => (y >= 1e6 ? `${Number((y / 1e6).toPrecision(3))} M` : y >= 1e4 ? `${Number((y / 1e3).toPrecision(3))} k` : whole.format(y)),
  bytes: (y) => (y >= 1e9 ? `${Number((y / 1e9).toPrecision(3))} GB` : y >= 1e6 ? `${Number((y / 1e6).toPrecision(3))} MB` : `${Number((y / 1e3).toPrecision(3))} kB`),
  share: (y) => `${Number((100 * y).toPrecision(3))} %`,
  plain: (y) => String(Number(y.toPrecision(3))),
  norm: (y) => String(Number(y.toPrecision(3))),
};

/** A run's name without what all have in common. */
function name(run) {
  const parts = run.name.replace(/\/+$/, "").split("/");
  return isOne ? run.name : parts.slice(-1)[0];
}

function head() {
  const [run] = runs;
  const {rounds} = run;
  byId("name").textContent = isOne ? run.name : runs.map(name).join(", ");
  if (!isOne) {
    byId("facts").textContent = `${runs.length} runs beside each other`;
    byId("tiles").replaceWith(table());
    return;
  }
  const end = rounds[rounds.length - 1];
  const isDone = end && end.step >= run.steps;
  byId("facts").textContent = end
    ? `Step ${whole.format(end.step)} of ${whole.format(run.steps)}${isDone ? ", finished" : ""} · last written ${when(end.time)}`
    : "No round is over yet.";
  const tile = (term, value) => h("div", {}, h("dt", {}, term), h("dd", {}, value));
  if (end) {
    const validation = last(rounds, (round) => round.validationLoss);
    byId("tiles").append(
      tile("training loss, nats a token", format.loss(end.loss)),
      tile("validation loss", validation === null ? "–" : format.loss(validation)),
      tile("tokens", format.count(end.tokens || 0)),
      tile("tokens a second", format.count(median(rounds.map((round) => round.tokensPerSecond)))),
      tile("time", clock(end.seconds)),
      tile("synchronisation, of a round", format.share(median(rounds.map((round) => round.synchronisation)))));
  }
  if (!isDone) {
    live();
  }
}

function when(time) {
  return time ? new Date(1000 * time).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "medium"}) : "some time ago";
}

function clock(seconds) {
  const all = Math.round(seconds);
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}

/** While a run goes on, the page can be read again by itself; the address remembers whether it shall. */
function live() {
  const box = h("input", {type: "checkbox", id: "again", checked: location.hash !== "#still"});
  const again = () => box.checked && location.reload();
  box.onchange = () => history.replaceState(null, "", box.checked ? "#live" : "#still");
  byId("live").append(h("p", {class: "small"}, h("label", {for: "again"}, box, " Read again every ten seconds")));
  setInterval(again, 10_000);
}

function table() {
  const row = (run, i) => h("tr", {},
    h("th", {scope: "row"}, h("span", {class: "keys"}, h("span", {style: `--key: ${seriesColour(i)}`}, name(run)))),
    ...[
      [run.rounds.length ? whole.format(last(run.rounds, (round) => round.step)) : "0"],
      [last(run.rounds, (round) => round.loss), format.loss],
      [last(run.rounds, (round) => round.validationLoss), format.loss],
      [median(run.rounds.map((round) => round.tokensPerSecond)), format.count],
      [median(run.rounds.map((round) => round.synchronisation)), format.share],
      [last(run.rounds, (round) => round.seconds), clock],
    ].map(([value, show = String]) => h("td", {class: "number"}, value === null ? "–" : show(value))));
  return h("div", {class: "scroll", style: "margin-top: 20px"}, h("table", {},
    h("thead", {}, h("tr", {}, h("th", {scope: "col"}, "run"), ...["steps", "training loss", "validation loss", "tokens a second", "synchronisation", "time"]
      .map((title) => h("th", {scope: "col", class: "number"}, title)))),
    h("tbody", {}, ...runs.map(row))));
}

function controls() {
  const smoothing = h("input", {type: "range", id: "smoothing", min: 0, max: 0.95, step: 0.05, value: view.smoothing});
  smoothing.oninput = () => {
    view.smoothing = Number(smoothing.value);
    draw();
  };
  byId("controls").append(
    choice("Across", [["Steps", axes.step], ["Tokens", axes.tokens], ["Time", axes.time]], view.axis, (axis) => {
      view.axis = axis;
      draw();
    }),
    choice("Scale of losses", [["Linear", false], ["Logarithmic", true]], view.log, (log) => {
      view.log = log;
      draw();
    }),
    h("div", {class: "row"}, h("label", {for: "smoothing"}, "Smoothing"), h("div", {style: "width: 140px"}, smoothing)));
}

/** Of each run the raw curve, faint, and the smoothed one. */
function both(value, suffix = "") {
  return runs.flatMap((run, i) => {
    const raw = points(run.rounds, view.axis, value);
    return [
      {colour: seriesColour(i), points: raw, faint: true},
      {name: isOne ? suffix : name(run), colour: seriesColour(i), points: smoothed(raw, view.smoothing)}];
  });
}

/** Of each run the curve as it is. */
function plain(title, value) {
  return runs.map((run, i) => ({name: isOne ? title : name(run), colour: seriesColour(i), points: points(run.rounds, view.axis, value)}));
}

function losses() {
  if (!isOne) {
    return [
      chart({...base("Validation loss", "nats a token", format.loss), log: view.log, series: validation(0)}),
      chart({...base("Training loss", "nats a token, smoothed and as it is", format.loss), log: view.log, series: both((round) => round.loss)})];
  }
  const [train, smooth] = both((round) => round.loss, "training, smoothed");
  return [chart({
    ...base("Loss", "nats a token", format.loss),
    wide: true,
    log: view.log,
    series: [{...train, name: "training", band: range(runs[0].rounds, view.axis)}, smooth, ...validation(1)],
  })];
}

function validation(colour) {
  return runs.flatMap((run, i) => {
    const raw = points(run.rounds, view.axis, (round) => round.validationLoss);
    const own = seriesColour(colour + i);
    const weight = view.smoothing ** (run.rounds.length / Math.max(1, raw.length)); // as strong across the rounds between
    return [
      {name: isOne ? "validation" : name(run), colour: own, points: raw, dots: raw.length < 40},
      {name: isOne ? "validation, smoothed" : null, colour: own, points: smoothed(raw, weight), dashed: true}];
  });
}

function base(title, unit, show) {
  return {title, unit, x: view.axis.name, format: show, tick: show === format.loss ? format.plain : show};
}

function draw() {
  const hasReplicas = runs.some((run) => run.rounds.some((round) => (round.replicaLosses?.length ?? 0) > 1));
  byId("charts").replaceChildren(...losses(),
    chart({...base("Learning rate", "", format.rate), series: plain("learning rate", (round) => round.learningRate)}),
    chart({...base("Gradient norm", "before clipping, smoothed and as it is", format.norm), series: both((round) => round.gradientNorm, "gradient norm")}),
    chart({...base("Speed", "tokens a second", format.count), least: 0, series: both((round) => round.tokensPerSecond, "tokens a second")}),
    chart({...base("Synchronisation", "share of a round in which no steps were taken", format.share), least: 0, series: both((round) => round.synchronisation, "share")}),
    chart({...base("Bytes", "exchanged by a replica in a round", format.bytes), least: 0, series: plain("bytes", (round) => round.bytesPerReplica)}),
    ...(hasReplicas ? [
      chart({
        ...base("Replica spread", "distance from their mean, beside how far that moved", format.norm),
        least: 0,
        series: both((round) => round.spread ?? null, "spread"),
      }),
      chart({
        ...base("Replicas' losses", "largest minus smallest, nats a token", format.loss),
        least: 0,
        series: runs.map((run, i) => ({
          name: isOne ? "difference" : name(run),
          colour: seriesColour(i),
          points: range(run.rounds, view.axis).map(([x, low, high]) => [x, high - low]),
        })),
      })] : []));
}

function samples() {
  const found = runs.flatMap((run) => {
    const own = run.rounds.filter((round) => typeof round.sample === "string");
    return (isOne ? own.reverse() : own.slice(-1)).map((round) => [run, round]);
  });
  byId("samples-section").hidden = !found.length;
  const sample = ([run, round]) => h("div", {class: "sample"},
    h("div", {class: "quiet small"}, isOne ? `step ${whole.format(round.step)}` : name(run),
      round.validationLoss === null ? "" : h("div", {}, `loss ${format.loss(round.validationLoss)}`)),
    h("p", {}, round.sample.trim() || "(nothing)"));
  const shown = isOne ? spaced(found) : found;
  byId("samples").append(...shown.map(sample));
  if (shown.length < found.length) {
    byId("samples").append(h("details", {}, h("summary", {}, `all ${found.length}`), ...found.map(sample)));
  }
}

/** Some of many, the first and the last among them, closer together where the model was young. */
function spaced(found) {
  const last = found.length - 1;
  return found.length <= 6 ? found : [...new Set([0, 0.35, 0.65, 0.82, 0.93, 1].map((share) => Math.round(share * last)))].map((i) => found[i]);
}

function setting() {
  const list = (pairs) => h("dl", {class: "tree"}, ...pairs.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))));
  const [first] = runs;
  if (isOne) {
    byId("setting").append(
      h("h3", {}, "Configuration"), first.configuration ? list(leaves(first.configuration)) : h("p", {}, "It is not in the run's folder."),
      h("h3", {style: "margin-top: 28px"}, "Environment"), first.environment ? list(leaves(first.environment)) : h("p", {}, "It is not in the run's folder."));
    return;
  }
  const all = runs.map((run) => new Map([...leaves(run.configuration ?? {}), ...leaves(run.environment ?? {})]));
  const keys = [...new Set(all.flatMap((each) => [...each.keys()]))].filter((key) => key && key !== "run");
  const differ = keys.filter((key) => new Set(all.map((each) => each.get(key))).size > 1);
  byId("setting").append(
    h("h3", {}, "What differs"),
    differ.length ? h("div", {class: "scroll"}, h("table", {},
      h("thead", {}, h("tr", {}, h("th", {scope: "col"}, ""), ...runs.map((run) => h("th", {scope: "col"}, name(run))))),
      h("tbody", {}, ...differ.map((key) => h("tr", {}, h("th", {scope: "row"}, key), ...all.map((each) => h("td", {class: "mono small"}, each.get(key) ?? "–")))))))
      : h("p", {}, "Nothing."),
    h("details", {}, h("summary", {}, "What they have in common"), list(keys.filter((key) => !differ.includes(key)).map((key) => [key, all[0].get(key)]))));
}

head();
controls();
draw();
samples();
setting();
onScheme(draw);
/** For the browser's console. */
globalThis.kindling = {runs};
document.documentElement.dataset.ready = Math.round(performance.now());
