// A synthetic region of any size for measuring: `node tests/bench/region.mjs PLACES ACTIVITIES > FILE`.
// The same numbers give the same file. Its words are those of the taxonomy and of everyday Italian; no place in it is real.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** A small generator of numbers (mulberry32): equal on every machine. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Comuni of Lombardia and Puglia out of the gazetteer's columns: enough to spread places over. */
function comuni() {
  const lines = fs.readFileSync(path.join(HERE, "../../shared/data/comuni.txt"), "utf8").split("\n");
  const all = [];
  let [lat, lon] = [0, 0];
  for (let at = 0; at < lines.length; at += 1) {
    const head = /^=(\d+) (\w\w)/.exec(lines[at]);
    if (!head) continue;
    const columns = lines.slice(at + 1, at + 7).map((line) => line.split("|"));
    let number = 0;
    const steps = columns[1];
    columns[0].forEach((name, index) => {
      number += Number(steps[index] || 1);
      lat += Number(columns[2][index] || 0);
      lon += Number(columns[3][index] || 0);
      all.push({
        name: name.split("/")[0],
        code: head[1] + String(number).padStart(3, "0"),
        lat: lat / 1e4,
        lon: lon / 1e4,
        weight: Math.max(1, Number(columns[4][index] || 1)) ** 0.6,
      });
    });
  }
  return all;
}

const WORDS = {
  scuola: ["orientamento scolastico", "sostegno allo studio", "compiti insieme", "doposcuola", "scelta delle superiori"],
  lavoro: ["ricerca del lavoro", "curriculum", "conciliazione vita lavoro", "colloqui", "tirocini"],
  abitare: ["casa e affitto", "sfratto", "bando alloggi", "morosità", "mediazione abitativa"],
  salute: ["pediatra", "vaccinazioni", "psicologo", "benessere", "prevenzione"],
  nascita: ["allattamento", "gravidanza", "dopo il parto", "primi mesi", "massaggio del neonato"],
  "prima-infanzia": ["spazio gioco 0-3", "lettura ad alta voce", "mamme e bambini", "svezzamento", "musica in culla"],
  genitorialita: ["competenze genitoriali", "neo papà", "scuola per genitori", "capricci e regole", "confronto tra genitori"],
  adolescenza: ["ascolto adolescenti", "gruppo ragazzi", "bullismo", "uso dei social", "ritiro sociale"],
  "coppia-e-famiglia": ["separazione", "mediazione familiare", "coppia", "famiglie ricomposte", "gestione dei conflitti"],
  anziani: ["allenamento della memoria", "over 65", "nonni e nipoti", "ginnastica dolce", "compagnia"],
  caregiver: ["gruppo per chi si prende cura", "anziani fragili", "assistenza a casa", "demenza", "sollievo"],
  disabilita: ["inclusione", "legge 104", "autonomia", "fratelli e sorelle", "accessibilità"],
  "affido-e-adozione": ["affido familiare", "adozione", "accoglienza", "affiancamento", "vicinanza solidale"],
  "sostegno-economico": ["bonus", "assegno unico", "sostegno al reddito", "agevolazioni", "spesa solidale"],
  comunita: ["banca del tempo", "mutuo aiuto", "volontariato", "orto condiviso", "festa di quartiere"],
};
const CATEGORIES = ["informazione", "socializzazione", "ascolto", "genitorialita", "gioco-e-cultura", "mutuo-aiuto", "caregiver", "laboratorio"];
const KINDS = ["hub", "spoke", "spoke", "spoke", "desk", "themed_house", "clinic"];
const NAMES = ["Family Hub", "Centro per la Famiglia", "Spazio Famiglie", "Consultorio familiare", "Polo per l'Infanzia", "Casa dei Genitori", "Spazio Giovani", "Ludoteca", "Biblioteca"];
const AFTER = ["San Giovanni", "Santa Maria", "Sant'Antonio", "Montessori", "Rodari", "Montalcini", "Hack", "Pertini", "Don Milani", "Verdi", "Leopardi", "Manzoni", "Garibaldi", "Alda Merini", "Deledda"];
const FORMS = ["Laboratorio", "Incontro", "Gruppo", "Sportello", "Corso", "Spazio", "Colloqui", "Ciclo di incontri", "Lettura"];
const FILL = "per le famiglie del quartiere con educatrici e psicologi ingresso libero gratuito su prenotazione aperto a genitori nonni bambini ragazzi adulti per conoscersi imparare insieme trovare informazioni e compagnia in un ambiente accogliente".split(" ");
const AGES = [[0, 36], [36, 72], [72, 132], [132, 168], [168, 228], [216, null], [780, null], [null, null]];
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const HOURS = [null, "Mo-Fr 09:00-12:30", "Tu 15:30-18:30; Th 10:00-13:00", "We 14:00-18:00; Sa[1] 10:00-12:00; PH off"];

export function region(placeCount, activityCount) {
  const random = numbers(20261121);
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const gazetteer = comuni();
  const sums = [];
  gazetteer.reduce((sum, comune) => (sums.push(sum + comune.weight), sum + comune.weight), 0);
  const anyComune = () => {
    const at = random() * sums.at(-1);
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    return gazetteer[low];
  };
  const spread = () => (random() + random() + random() - 1.5) * 0.02;
  const text = (count) => Array.from({ length: count }, () => pick(FILL)).join(" ");
  const codes = Object.keys(WORDS);
  const some = (count) => {
    const chosen = new Set();
    while (chosen.size < count) chosen.add(pick(codes));
    return [...chosen];
  };
  const places = Array.from({ length: placeCount }, (_, index) => {
    const comune = anyComune();
    const topics = some(2 + below(4));
    return {
      id: `p${index}`,
      network: "n1",
      kind: pick(KINDS),
      name: `${pick(NAMES)} ${pick(AFTER)} ${comune.name}`,
      description: `${topics.map((topic) => pick(WORDS[topic])).join(" ")} ${text(15 + below(25))}`,
      address: { street: "Via di prova", comune: comune.code },
      position: { lat: Math.round((comune.lat + spread()) * 1e5) / 1e5, lon: Math.round((comune.lon + spread()) * 1e5) / 1e5, precision: "address" },
      topics,
      opening_hours: pick(HOURS),
      access: { free: true, entry: "walk_in" },
      sample: true,
    };
  });
  const activities = Array.from({ length: activityCount }, (_, index) => {
    const place = pick(places);
    const topic = pick(place.topics);
    const [min, max] = pick(AGES);
    const rule = pick([null, `FREQ=WEEKLY;BYDAY=${pick(DAYS)}`, `FREQ=MONTHLY;BYDAY=${1 + below(4)}${pick(DAYS)}`, `FREQ=WEEKLY;INTERVAL=2;BYDAY=${pick(DAYS)}`]);
    const two = (n) => String(n).padStart(2, "0");
    return {
      id: `a${index}`,
      place: place.id,
      network: "n1",
      title: `${pick(FORMS)}: ${pick(WORDS[topic])}`,
      description: `${pick(WORDS[topic])} ${text(12 + below(23))}`,
      category: pick(CATEGORIES),
      topics: [topic],
      audience: { ...(min === null ? {} : { min_months: min }), ...(max === null ? {} : { max_months: max }) },
      schedule: { start: `2026-${two(9 + below(4))}-${two(1 + below(28))}T${two(8 + below(12))}:${pick(["00", "15", "30"])}`, minutes: pick([60, 90, 120]), ...(rule ? { rrule: rule } : {}) },
      access: { free: true, entry: "walk_in" },
      sample: true,
    };
  });
  return { format: "family-hub/1", networks: [{ id: "n1", name: "Rete di prova", comuni: [], organisations: [], sample: true }], places, activities, guides: [] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(region(Number(process.argv[2] ?? 3000), Number(process.argv[3] ?? 30000))));
}
