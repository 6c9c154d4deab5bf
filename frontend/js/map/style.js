// How the basemap looks: paper and cream land, calm water, soft borders, readable names.
// Rules for layers and properties of the Protomaps basemap schema, version 4: the embedded file has land, water,
// borders and names; an OpenStreetMap extract also has roads, greens and buildings.

import {
  CenteredTextSymbolizer,
  GeomType,
  GroupSymbolizer,
  CircleSymbolizer,
  LineLabelSymbolizer,
  LineSymbolizer,
  OffsetTextSymbolizer,
  PolygonSymbolizer,
  TextPlacements,
} from 'protomaps-leaflet';

export const LAND = '#fcf6ea';
export const WATER = '#cbe2e4';

const ABROAD = '#f1eadd';
const HALO = '#fffdf8';
const FAMILY = '"Titillium Web", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

const between = (z, from, to, low, high) =>
  z <= from ? low : z >= to ? high : low + ((high - low) * (z - from)) / (to - from);
const kinds = (...names) => (z, feature) => names.includes(feature.props.kind);
const level = (lowest, highest) => (z, feature) => {
  const detail = feature.props.kind_detail;
  return detail >= lowest && detail <= highest;
};
const fill = (dataLayer, colour, filter, minzoom) => ({
  dataLayer,
  minzoom,
  filter,
  symbolizer: new PolygonSymbolizer({ fill: colour }),
});
const line = (dataLayer, color, width, filter, minzoom, more) => ({
  dataLayer,
  minzoom,
  filter,
  symbolizer: new LineSymbolizer({ color, width, lineCap: 'round', lineJoin: 'round', ...more }),
});

export const paintRules = [
  fill('earth', ABROAD, (z, feature) => feature.props.abroad === true),
  fill('earth', LAND, (z, feature) => !feature.props.abroad),
  fill('landuse', '#e4edd6', kinds('park', 'nature_reserve', 'forest', 'wood', 'protected_area', 'national_park'), 9),
  fill('landuse', '#ece6f0', kinds('school', 'university', 'college', 'kindergarten'), 13),
  fill('landuse', '#f8e6e2', kinds('hospital'), 13),
  fill('water', WATER, (z, feature) => feature.geomType === GeomType.Polygon),
  line('water', WATER, 1.4, (z, feature) => feature.geomType === GeomType.Line, 10),
  fill('buildings', '#ede4d5', undefined, 14),
  line('roads', '#e2d8c8', (z) => between(z, 13, 18, 0.6, 7), kinds('minor_road', 'other', 'path'), 13),
  line('roads', '#decfb6', (z) => between(z, 9, 18, 0.6, 10), kinds('major_road'), 9),
  line('roads', '#d9bf95', (z) => between(z, 6, 18, 0.8, 12), kinds('highway'), 6),
  line('roads', '#c9c0b4', 1, kinds('rail'), 12),
  line('boundaries', '#dfd2bb', (z) => between(z, 9, 13, 0.7, 1.4), level(7, 8), 9),
  line('boundaries', '#d2c1a4', (z) => between(z, 6, 12, 0.7, 1.8), level(5, 6), 7),
  line('boundaries', '#bda886', (z) => between(z, 5, 12, 0.9, 2.4), level(3, 4)),
  line('boundaries', '#a18d71', (z) => between(z, 5, 12, 1.4, 3), level(1, 2)),
];

const text = (weight, size, colour, more) => ({
  labelProps: ['name'],
  fill: colour,
  stroke: HALO,
  width: 2,
  lineHeight: 1.25,
  font: typeof size === 'number' ? `${weight} ${size}px ${FAMILY}` : (z, f) => `${weight} ${size(z, f)}px ${FAMILY}`,
  ...more,
});
const rank = (feature) => feature.props.population_rank || 0;
const places = (least, most) => (z, feature) =>
  feature.props.kind === 'locality' && rank(feature) >= least && rank(feature) < most;
const largestFirst = (a, b) => (b.population || b.population_rank || 0) - (a.population || a.population_rank || 0);

// A name stands below its point: what is drawn at the point itself, a place of ours above all, leaves it readable.
const name = (minzoom, filter, style, lift) => ({
  dataLayer: 'places',
  minzoom,
  filter,
  sort: largestFirst,
  symbolizer: new OffsetTextSymbolizer({ ...style, offsetX: 0, offsetY: lift, placements: [TextPlacements.N], justify: 2 }),
});
const dotted = (maxzoom, minzoom, filter, style) => ({
  dataLayer: 'places',
  minzoom,
  maxzoom,
  filter,
  sort: largestFirst,
  symbolizer: new GroupSymbolizer([
    new CircleSymbolizer({ radius: 2.2, fill: '#8a7c69', stroke: HALO, width: 1.4 }),
    new OffsetTextSymbolizer({ ...style, offsetX: 5, offsetY: 4 }),
  ]),
});

const CITY = text(600, (z, f) => between(z, 6, 12, 13, rank(f) > 10 ? 19 : 17), '#35322f');
const TOWN = text(600, (z) => between(z, 9, 14, 12.5, 16), '#4d4844');
const VILLAGE = text(400, (z) => between(z, 10, 14, 12, 15), '#625b54');
const REGION = text(600, (z) => between(z, 5, 8, 11, 15), '#8d7b60', { textTransform: 'uppercase', letterSpacing: 1.5 });
const WATER_NAME = text(400, (z) => between(z, 5, 11, 12, 15), '#3c6f78', { stroke: '#dcecee', lineHeight: 1.3 });
const ROAD = text(400, 12, '#6c6152');

export const labelRules = [
  {
    dataLayer: 'places',
    minzoom: 6,
    maxzoom: 10,
    filter: kinds('country'),
    symbolizer: new CenteredTextSymbolizer({ ...REGION, fill: '#8b8272' }),
  },
  dotted(9, 5, places(10, 99), CITY),
  dotted(9, 7, places(9, 10), TOWN),
  dotted(9, 8, places(7, 9), VILLAGE),
  { dataLayer: 'places', minzoom: 6, maxzoom: 8, filter: kinds('region'), symbolizer: new CenteredTextSymbolizer(REGION) },
  name(10, places(9, 99), CITY, 19),
  name(10, places(7, 9), TOWN, 19),
  name(10, places(5, 7), VILLAGE, 19),
  name(11, places(0, 5), VILLAGE, 19),
  {
    dataLayer: 'water',
    filter: (z, feature) => feature.geomType === GeomType.Point,
    symbolizer: new CenteredTextSymbolizer(WATER_NAME),
  },
  {
    dataLayer: 'roads',
    minzoom: 14,
    filter: kinds('highway', 'major_road', 'minor_road'),
    symbolizer: new LineLabelSymbolizer(ROAD),
  },
];
