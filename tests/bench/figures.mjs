// What every measurement prints: one JSON line a figure, { name, value, unit, budget, pass }.

/** `budget` is "", "<= 5" or ">= 4000"; a figure without one always passes. */
export function figure(name, value, unit, budget = "") {
  const [relation, limit] = budget.split(" ");
  const pass = relation === "<=" ? value <= Number(limit) : relation === ">=" ? value >= Number(limit) : true;
  console.log(JSON.stringify({ name, value: Math.round(value * 100) / 100, unit, budget, pass: pass && Number.isFinite(value) }));
}

export function median(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
