// The basemap as a Leaflet layer: vector tiles of our own server, drawn on canvases by protomaps-leaflet's painter.
// Its own Leaflet layer is not used: that one takes an error page for a tile and writes to the console, and brings
// styles and readers that this map has no use for.

import { GridLayer } from 'leaflet/dist/leaflet-src.esm.js';
import { Labelers, TileCache, View, paint } from 'protomaps-leaflet';
import { VectorTile } from '@mapbox/vector-tile';
import Protobuf from 'pbf';
import Point from '@mapbox/point-geometry';

import { LAND, WATER, labelRules, paintRules } from './style.js';

const SIZE = 256;
// A tile of the data is drawn as four tiles of 256 pixels.
const DATA_SIZE = 512;
const BUFFER = 16;

// Fetches and decodes one tile into features in pixels. No tile there (204, 404) is an empty one; anything else that
// is not a tile is an error.
class Source {
  constructor(url) {
    this.url = url;
  }

  async get({ z, x, y }, size) {
    const response = await fetch(this.url.replace('{z}', z).replace('{x}', x).replace('{y}', y));
    const layers = new Map();
    if (response.status === 204 || response.status === 404) return layers;
    if (!response.ok) throw new Error(`tile ${z}/${x}/${y}: ${response.status}`);
    const tile = new VectorTile(new Protobuf(await response.arrayBuffer()));
    for (const [name, layer] of Object.entries(tile.layers)) {
      layers.set(name, Array.from({ length: layer.length }, (_, at) => decoded(layer.feature(at), size / layer.extent)));
    }
    return layers;
  }
}

function decoded(feature, scale) {
  const bbox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  const geom = feature.loadGeometry();
  let numVertices = 0;
  for (const part of geom) {
    numVertices += part.length;
    for (const point of part) {
      point.x *= scale;
      point.y *= scale;
      bbox.minX = Math.min(bbox.minX, point.x);
      bbox.minY = Math.min(bbox.minY, point.y);
      bbox.maxX = Math.max(bbox.maxX, point.x);
      bbox.maxY = Math.max(bbox.maxY, point.y);
    }
  }
  return { id: feature.id, geomType: feature.type, geom, bbox, numVertices, props: feature.properties };
}

export const Basemap = GridLayer.extend({
  options: { updateWhenZooming: false, keepBuffer: 3 },

  initialize(url, maxDataZoom, options) {
    GridLayer.prototype.initialize.call(this, options);
    this._view = new View(new TileCache(new Source(url), DATA_SIZE), maxDataZoom, 1);
    this._ratio = Math.min(window.devicePixelRatio || 1, 2);
    this._resetNames();
  },

  // Names are measured with the font that is there; drawn again once the page's own has arrived.
  _resetNames() {
    const scratch = document.createElement('canvas').getContext('2d');
    this._labelers = new Labelers(scratch, labelRules, 24, (keys) => this._again(keys));
  },

  createTile(coords, done) {
    const canvas = document.createElement('canvas');
    canvas.className = 'leaflet-tile';
    canvas.width = canvas.height = SIZE * this._ratio;
    this._draw(canvas, coords).then(() => done(null, canvas), (error) => {
      this._ground(canvas, LAND);
      done(error, canvas);
    });
    return canvas;
  },

  async _draw(canvas, coords) {
    const tiles = new Map([['', [await this._view.getDisplayTile(coords)]]]);
    if (!this._map || coords.z !== this._tileZoom) return;
    this._labelers.add(coords.z, tiles);
    const context = this._ground(canvas, WATER);
    const origin = new Point(SIZE * coords.x, SIZE * coords.y);
    const bbox = {
      minX: origin.x - BUFFER,
      minY: origin.y - BUFFER,
      maxX: origin.x + SIZE + BUFFER,
      maxY: origin.y + SIZE + BUFFER,
    };
    paint(context, coords.z, tiles, this._labelers.getIndex(coords.z), paintRules, bbox, origin, false);
  },

  _ground(canvas, colour) {
    const context = canvas.getContext('2d');
    context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    context.fillStyle = colour;
    context.fillRect(0, 0, SIZE, SIZE);
    return context;
  },

  // A name that reaches into neighbours that are drawn already: draw those again.
  _again(keys) {
    for (const tile of Object.values(this._tiles)) {
      const { x, y, z } = tile.coords;
      if (!keys || keys.has(`${x}:${y}:${z}`)) this._draw(tile.el, tile.coords).catch(() => {});
    }
  },

  redrawNames() {
    this._resetNames();
    if (this._map) this._again();
  },
});
