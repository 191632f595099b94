// From a run's rounds to curves.

/** What may lie along the x axis: its name, and where a round stands on it. */
export const axes = {
  step: {name: "step", of: (round) => round.step},
  tokens: {name: "tokens", of: (round) => round.tokens},
  time: {name: "seconds", of: (round) => Math.round(10 * round.seconds) / 10},
};

/** The points of a curve, without the rounds that have no such value. */
export function points(rounds, axis, value) {
  return rounds.map((round) => [axis.of(round), value(round)]).filter(([, y]) => y !== null && Number.isFinite(y));
}

/** An exponential moving average that starts unbiased: weight 0 leaves the points as they are. */
export function smoothed(curve, weight) {
  let mean = 0;
  let sum = 0;
  return curve.map(([x, y]) => {
    mean = weight * mean + (1 - weight) * y;
    sum = weight * sum + (1 - weight);
    return [x, mean / sum];
  });
}

/** Least and most of the replicas' losses in each round. */
export function range(rounds, axis) {
  return rounds.filter((round) => round.replicaLosses?.some((loss) => loss !== null)).map((round) => {
    const losses = round.replicaLosses.filter((loss) => loss !== null);
    return [axis.of(round), Math.min(...losses), Math.max(...losses)];
  });
}

export function last(rounds, value) {
  const found = rounds.filter((round) => value(round) !== null && value(round) !== undefined);
  return found.length ? value(found[found.length - 1]) : null;
}

export function median(values) {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered.length ? ordered[Math.floor(ordered.length / 2)] : null;
}

/** A tree's leaves as [dotted name, text]. */
export function leaves(tree, before = "") {
  if (tree === null || typeof tree !== "object" || Array.isArray(tree)) {
    return [[before, Array.isArray(tree) ? JSON.stringify(tree) : tree === null ? "–" : String(tree)]];
  }
  return Object.entries(tree).flatMap(([name, value]) => leaves(value, before ? `${before}.${name}` : name));
}
