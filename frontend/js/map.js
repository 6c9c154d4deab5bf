// The map as the app sees it: Leaflet with our basemap, markers that are buttons, lines and a position.
// What stands where is decided in Rust (frontend/src/map); here it is only put on the screen.

import { Icon, LatLngBounds, Map as LeafletMap, Marker, circle, polyline } from 'leaflet/dist/leaflet-src.esm.js';

import { Basemap } from './map/tiles.js';

const TARGET = 44;
const PAN = 110;
const TILES = '/tiles/{z}/{x}/{y}.mvt';

// Leaflet's icon protocol with the button itself as the icon.
const ButtonIcon = Icon.extend({
  options: { iconSize: [TARGET, TARGET], iconAnchor: [TARGET / 2, TARGET / 2] },
  initialize(element) {
    Icon.prototype.initialize.call(this, {});
    this.element = element;
  },
  createIcon() {
    this.element.classList.add('leaflet-marker-icon');
    return this.element;
  },
  createShadow() {
    return null;
  },
});

// Leaflet's timers and frames (the end of a zoom, a turned wheel, a pinch) outlive the map: what they ask of a map that was
// removed is nothing.
const UNLESS_REMOVED = ['_move', '_moveEnd', '_onZoomTransitionEnd', 'panBy', 'setView', 'setZoom', 'setZoomAround'];
const SafeMap = LeafletMap.extend(
  Object.fromEntries(
    UNLESS_REMOVED.map((name) => [
      name,
      function (...given) {
        return this._mapPane ? LeafletMap.prototype[name].apply(this, given) : this;
      },
    ]),
  ),
);

class FamilyMap {
  constructor(element, options, on) {
    const { maxDataZoom, maxZoom, bounds } = options;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const [west, south, east, north] = bounds;
    this.element = element;
    this.on = on;
    this.still = still;
    this.markers = new Map();
    this.lines = [];
    this.map = new SafeMap(element, {
      attributionControl: false,
      bounceAtZoomLimits: false,
      fadeAnimation: !still,
      inertia: !still,
      keyboard: false,
      markerZoomAnimation: !still,
      maxBounds: new LatLngBounds([south, west], [north, east]).pad(0.05),
      maxBoundsViscosity: 0.9,
      maxZoom,
      minZoom: 5,
      zoomAnimation: !still,
      zoomControl: false,
    });
    // A small map within a page that is read must not swallow the thumb that scrolls: two fingers move it at once, one
    // finger after a tap on it.
    if (element.closest('.mini-map') && matchMedia('(pointer: coarse)').matches) {
      this.map.dragging.disable();
      element.addEventListener('click', () => this.map.dragging.enable(), { once: true });
    }
    this.basemap = new Basemap(TILES, maxDataZoom, { maxZoom }).addTo(this.map);
    this.basemap.on('tileerror', () => this.troubled(true));
    this.basemap.on('tileload', (event) => event.tile && this.failing && this.troubled(false));
    this.map.on('moveend', () => this.moved());
    this.ending = new AbortController();
    const { signal } = this.ending;
    element.addEventListener('keydown', (event) => this.key(event), { signal });
    window.addEventListener('online', () => this.failing && this.basemap.redraw(), { signal });
    this.sized = new ResizeObserver(() => this.resized());
    this.sized.observe(element);
    document.fonts?.load('600 14px "Titillium Web"').then(() => !signal.aborted && this.basemap.redrawNames(), () => {});
  }

  troubled(failing) {
    if (this.failing === failing) return;
    this.failing = failing;
    this.on.troubled(failing);
  }

  moved() {
    const box = this.map.getBounds().pad(0.25);
    this.on.moved(box.getWest(), box.getSouth(), box.getEast(), box.getNorth(), this.map.getZoom());
  }

  // A hidden map has no size: what was asked of it then is done when it is shown.
  resized() {
    const { clientWidth, clientHeight } = this.element;
    if (!clientWidth || !clientHeight) return;
    this.map.invalidateSize({ animate: false, pan: !this.wanted });
    if (this.wanted) this.fit(...this.wanted);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] }[event.key];
    if (step) this.map.panBy(step, { animate: !this.still });
    else if (event.key === '+' || event.key === '=') this.zoom(1);
    else if (event.key === '-' || event.key === '_') this.zoom(-1);
    else return;
    event.preventDefault();
  }

  zoom(by) {
    this.map.setZoom(this.map.getZoom() + by, { animate: !this.still });
  }

  fit(west, south, east, north, nearest) {
    if (!this.element.clientWidth || !this.element.clientHeight) {
      this.wanted = [west, south, east, north, nearest];
      return;
    }
    const animate = !this.still && !this.wanted && this.map._loaded;
    this.wanted = null;
    const bounds = new LatLngBounds([south, west], [north, east]);
    this.map.fitBounds(bounds, { animate, maxZoom: nearest, padding: [36, 36] });
  }

  // An area whose places are told apart from the zoom `least` on.
  open(west, south, east, north, least, nearest) {
    const bounds = new LatLngBounds([south, west], [north, east]);
    const zoom = Math.max(least, Math.min(this.map.getBoundsZoom(bounds.pad(0.1)), nearest));
    this.map.setView(bounds.getCenter(), zoom, { animate: !this.still });
  }

  show(lat, lon, zoom) {
    if (!this.map._loaded || this.wanted) this.fit(lon, lat, lon, lat, zoom);
    else this.map.setView([lat, lon], zoom, { animate: !this.still });
  }

  // A marker of that key: made, or changed where it stands.
  put(key, lat, lon, x, y, look, label, text, above) {
    let entry = this.markers.get(key);
    if (!entry) {
      entry = this.made(key, look);
      this.markers.set(key, entry);
    }
    const { button, marker } = entry;
    if (entry.look !== look) {
      button.classList.remove(...entry.look.split(' '));
      button.classList.add(...look.split(' '));
      entry.look = look;
    }
    button.setAttribute('aria-label', label);
    if (look.includes('chosen')) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    entry.name.textContent = text;
    button.style.marginLeft = `${x - TARGET / 2}px`;
    button.style.marginTop = `${y - TARGET / 2}px`;
    leg(entry, x, y);
    marker.setLatLng([lat, lon]);
    marker.setZIndexOffset(above * 1000);
  }

  made(key, look) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = look;
    button.dataset.testid = look.includes('cluster') ? 'cluster' : 'marker';
    button.dataset.id = key;
    const name = document.createElement('span');
    name.className = 'map-name';
    name.setAttribute('aria-hidden', 'true');
    button.append(name);
    const marker = new Marker([0, 0], { icon: new ButtonIcon(button), keyboard: false, riseOnHover: true });
    marker.on('click', () => this.on.pressed(key));
    marker.addTo(this.map);
    return { button, look, marker, name };
  }

  // The spot of a fan: seen, not touched.
  spot(key, lat, lon, look) {
    this.drop(key);
    const dot = document.createElement('div');
    dot.className = look;
    dot.setAttribute('aria-hidden', 'true');
    const marker = new Marker([lat, lon], { icon: new ButtonIcon(dot), interactive: false, keyboard: false });
    marker.setZIndexOffset(-1000).addTo(this.map);
    this.markers.set(key, { button: dot, marker });
  }

  drop(key) {
    const entry = this.markers.get(key);
    if (!entry) return;
    this.markers.delete(key);
    if (entry.button === document.activeElement) this.element.focus({ preventScroll: true });
    entry.marker.remove();
  }

  // Straight lines, four numbers each: from latitude and longitude to latitude and longitude.
  connect(numbers) {
    for (const old of this.lines) old.remove();
    this.lines = [];
    for (let at = 0; at + 3 < numbers.length; at += 4) {
      const ends = [[numbers[at], numbers[at + 1]], [numbers[at + 2], numbers[at + 3]]];
      for (const className of ['map-line-halo', 'map-line']) {
        this.lines.push(polyline(ends, { className, interactive: false }).addTo(this.map));
      }
    }
  }

  // Where the person is, with the reach in metres of what the device knows; NaN takes it away.
  locate(lat, lon, metres, label) {
    for (const old of this.here || []) old.remove();
    this.here = null;
    if (Number.isNaN(lat)) return;
    const dot = document.createElement('div');
    dot.className = 'map-here';
    dot.setAttribute('role', 'img');
    dot.setAttribute('aria-label', label);
    this.here = [
      circle([lat, lon], { className: 'map-here-reach', interactive: false, radius: metres }).addTo(this.map),
      new Marker([lat, lon], { icon: new ButtonIcon(dot), interactive: false, keyboard: false }).addTo(this.map),
    ];
  }

  remove() {
    this.ending.abort();
    this.sized.disconnect();
    this.on = { moved() {}, pressed() {}, troubled() {} };
    this.map.remove();
    this.markers.clear();
  }
}

// The line from a fanned marker to the spot it belongs to.
function leg(entry, x, y) {
  if (!x && !y) {
    entry.leg?.remove();
    entry.leg = null;
    return;
  }
  if (!entry.leg) {
    entry.leg = document.createElement('i');
    entry.leg.className = 'map-leg';
    entry.button.append(entry.leg);
  }
  entry.leg.style.width = `${Math.hypot(x, y)}px`;
  entry.leg.style.transform = `rotate(${Math.atan2(-y, -x)}rad)`;
}

export function createMap(element, maxDataZoom, maxZoom, bounds, moved, pressed, troubled) {
  return new FamilyMap(element, { maxDataZoom, maxZoom, bounds }, { moved, pressed, troubled });
}

let styled;

// The map's own style sheet, before the first map: Leaflet measures.
export function style(address) {
  styled ??= new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      styled = null;
      reject(new Error(address));
    };
    document.head.append(link);
  });
  return styled;
}
