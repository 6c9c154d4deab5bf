// What tests/bench/search.mjs runs inside the page: each library builds its index and answers the same keystrokes.

const quantile = (all, share) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))];
const heap = () => (globalThis.gc?.(), performance.memory.usedJSHeapSize);
const timed = (work) => {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
};

/** Every query typed letter by letter, from the third letter on. */
const keystrokesOf = (queries) => queries.flatMap((query) => Array.from({ length: query.length - 2 }, (_, at) => query.slice(0, at + 3)));

/**
 * Types all keystrokes into every library in turn, several rounds, and takes the least time of each keystroke: what the
 * machine does besides is then nobody's. A library is a function from words to how many records match.
 */
export function answers(libraries, queries) {
  const ROUNDS = 6;
  const keystrokes = keystrokesOf(queries);
  const least = Object.fromEntries(Object.keys(libraries).map((name) => [name, keystrokes.map(() => Infinity)]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, search] of Object.entries(libraries)) {
      keystrokes.forEach((words, at) => {
        least[name][at] = Math.min(least[name][at], timed(() => search(words))[0]);
      });
    }
  }
  return Object.fromEntries(
    Object.entries(libraries).map(([name, search]) => [
      name,
      { p50: quantile(least[name], 0.5), p95: quantile(least[name], 0.95), missed: queries.filter((query) => search(query) === 0) },
    ]),
  );
}

/** The least time of as many builds as fit into three seconds, at least three; and what the last one made. */
function built(build) {
  let least = Infinity;
  let made;
  for (let count = 0, start = performance.now(); count < 3 || performance.now() - start < 3000; count += 1) {
    const [time, result] = timed(build);
    least = Math.min(least, time);
    made = result;
  }
  return [least, made];
}

let loaded;
async function ownModule() {
  if (!loaded) {
    const own = await import("/bench_page.js");
    loaded = { own, memory: (await own.default("/bench_page_bg.wasm")).memory };
  }
  return loaded;
}

/** Ours: built in slices as on a first visit, then at once. */
export async function ours(text, hostile) {
  const { own, memory } = await ownModule();
  own.load(text);
  const before = memory.buffer.byteLength;
  const slices = Array.from({ length: 3 }, () => {
    const [first, builder] = timed(() => new own.Slices());
    const times = [first];
    for (let done = false; !done; ) {
      const [time, last] = timed(() => builder.step());
      times.push(time);
      done = last;
    }
    times.push(timed(() => builder.finish())[0]);
    return times;
  });
  const figures = {
    build: built(() => own.build())[0],
    // Each slice at its least: a machine that is busy for a while is not the build.
    slice: Math.max(...slices[0].map((_, at) => Math.min(...slices.map((times) => times[at])))),
    bytes: own.index_bytes(),
    grown: memory.buffer.byteLength - before,
    search: (words) => own.search(words),
  };
  // Typed twice, so that what is measured is the answer and not the compiler; the longer time counts nothing here.
  figures.hostile = hostile.map(([name, words]) => [name, Math.min(...Array.from({ length: 3 }, () => timed(() => own.search(words))[0]))]);
  return figures;
}

/**
 * Questions of time over the same records. Each run asks about another minute, so that nothing is remembered; the
 * median of many. The first run of each is left out: the compiler is not what is measured.
 */
export async function time() {
  const { own } = await ownModule();
  own.build();
  const median = (ask) => {
    ask(0);
    return quantile(Array.from({ length: 31 }, (_, at) => timed(() => ask(at + 1))[0]), 0.5);
  };
  const filters = "topic=prima-infanzia,genitorialita,comunita&free=yes";
  const open = own.open_now(0);
  const dates = own.agenda_week(filters, 0);
  return {
    open,
    dates,
    openNow: median((minute) => own.open_now(minute)),
    openSearch: median((minute) => own.ask("what=place&open_at=now", minute)),
    week: median((minute) => own.agenda_week(filters, minute)),
    wholeWeek: median((minute) => own.agenda_week("", minute)),
  };
}

/** The records as the others take them: the same texts that ours reads. */
export function documents(text) {
  const set = JSON.parse(text);
  return [
    ...set.places.map((p) => ({ id: p.id, title: p.name, text: p.description, topics: p.topics.join(" "), kind: p.kind })),
    ...set.activities.map((a) => ({ id: a.id, title: a.title, text: a.description, topics: a.topics.join(" "), kind: a.category })),
  ];
}

export async function miniSearch(records) {
  const { default: MiniSearch } = await import("/minisearch.js");
  const at = heap();
  const options = { prefix: true, fuzzy: 0.2, combineWith: "AND", boost: { title: 3, topics: 2 } };
  const [build, index] = built(() => {
    const index = new MiniSearch({ fields: ["title", "text", "topics", "kind"], searchOptions: options });
    index.addAll(records);
    return index;
  });
  return { build, bytes: heap() - at, search: (words) => index.search(words).length };
}

export async function flexSearch(records) {
  const library = await import("/flexsearch.js");
  const { Document } = library.default ?? library;
  const at = heap();
  const [build, index] = built(() => {
    const index = new Document({ tokenize: "forward", document: { id: "id", index: ["title", "text", "topics", "kind"] } });
    records.forEach((record) => index.add(record));
    return index;
  });
  return { build, bytes: heap() - at, search: (words) => index.search(words, { limit: 1000 }).length };
}

/** The same points in ours and in supercluster, at the same views. */
export async function clusters(text, count) {
  const { own } = await ownModule();
  own.load(text);
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/supercluster.js";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const points = own.clusters_points(count);
  const views = Array.from({ length: 400 }, (_, index) => {
    const zoom = 5 + (index % 11);
    const half = 360 / 2 ** zoom;
    const lon = 7 + ((index * 37) % 110) / 10;
    const lat = 37 + ((index * 53) % 95) / 10;
    return [lon - half, lat - half / 2, lon + half, lat + half / 2, zoom];
  });
  const features = Array.from({ length: count }, (_, index) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates: [points[2 * index] / 1e6, points[2 * index + 1] / 1e6] },
  }));
  const measure = (build, view) => {
    const [time] = built(build);
    const times = views.map((one) => Math.min(...Array.from({ length: 3 }, () => timed(() => view(one))[0])));
    return { build: time, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  };
  let theirs;
  return {
    ours: measure(() => own.clusters_build(points), (view) => own.clusters_view(...view)),
    supercluster: measure(
      () => (theirs = new globalThis.Supercluster({ radius: 60, maxZoom: 16 }).load(features)),
      ([west, south, east, north, zoom]) => theirs.getClusters([west, south, east, north], zoom),
    ),
  };
}
