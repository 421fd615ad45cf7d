"""Small files in the formats of others; every row in them is made up for the tests."""

# ruff: noqa: SIM905
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ACLED = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 "
    "assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region "
    "country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale "
    "notes fatalities tags timestamp"
).split()
UCDP = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 "
    "latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec "
    "date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
).split()
HAPI = (
    "location_code has_hrp in_gho provider_admin1_name provider_admin2_name admin1_code admin1_name "
    "admin2_code admin2_name admin_level event_type events fatalities reference_period_start "
    "reference_period_end dataset_hdx_id resource_hdx_id warning error"
).split()
WEEKLY = (
    "WEEK REGION COUNTRY ADMIN1 EVENT_TYPE SUB_EVENT_TYPE EVENTS FATALITIES POPULATION_EXPOSURE "
    "DISORDER_TYPE ID CENTROID_LATITUDE CENTROID_LONGITUDE"
).split()
DTM = (
    "id operation admin0Name admin0Pcode admin1Name admin1Pcode admin2Name admin2Pcode "
    "numPresentIdpInd reportingDate yearReportingDate monthReportingDate roundNumber "
    "displacementReason numberMales numberFemales idpOriginAdmin1Name idpOriginAdmin1Pcode "
    "assessmentType"
).split()
SHEET = (
    "date date_latest event_type sub_event_type side_a side_b affected place admin1 lat lon "
    "geo_precision fatalities wounded outcome contested source notes"
).split()
CLAIMS = (
    "claim_date claimant stance proposition subject object place admin1 reported_date basis "
    "reliability credibility quote"
).split()

_ACLED_ROW = {
    "event_id_cnty": "MLI1", "event_date": "2023-09-12", "year": 2023, "time_precision": 1,
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": 2,
    "actor2": "Military Forces of Mali (2021-)", "inter2": 1, "interaction": 12, "iso": 466,
    "region": "Western Africa", "country": "Mali", "admin1": "Gao", "admin2": "Bourem",
    "admin3": "Bourem", "location": "Bourem", "latitude": 16.955, "longitude": -0.349,
    "geo_precision": 1, "source": "A newspaper", "source_scale": "National",
    "notes": "A made-up clash; nobody was there.", "fatalities": 3, "timestamp": 1695000000,
}  # fmt: skip
_UCDP_ROW = {
    "id": 1, "relid": "MLI-2023-1-1", "year": 2023, "active_year": 1, "code_status": "Clear",
    "type_of_violence": 1, "conflict_name": "Mali: Government", "side_a": "Government of Mali",
    "side_b": "JNIM", "number_of_sources": 1, "source_date": "2023-05-04",
    "source_headline": "A headline", "where_prec": 1, "where_coordinates": "Kidal town",
    "where_description": "in Kidal", "adm_1": "Kidal region", "adm_2": "Kidal cercle",
    "latitude": 18.441, "longitude": 1.408, "country": "Mali", "country_id": 432,
    "region": "Africa", "event_clarity": 1, "date_prec": 1, "date_start": "2023-05-01",
    "date_end": "2023-05-01", "best": 4, "high": 6, "low": 2,
}  # fmt: skip
_HAPI_ROW = {
    "location_code": "MLI", "has_hrp": "True", "in_gho": "True", "provider_admin1_name": "Gao",
    "provider_admin2_name": "Ansongo", "admin1_code": "ML07", "admin1_name": "Gao",
    "admin2_code": "ML0701", "admin2_name": "Ansongo", "admin_level": 2,
    "event_type": "political_violence", "events": 12, "fatalities": 33,
    "reference_period_start": "2023-05-01", "reference_period_end": "2023-05-31",
}  # fmt: skip
_WEEKLY_ROW = {
    "WEEK": "2024-06-01", "REGION": "Western Africa", "COUNTRY": "Mali", "ADMIN1": "Gao",
    "EVENT_TYPE": "Battles", "SUB_EVENT_TYPE": "Armed clash", "EVENTS": 4, "FATALITIES": 12,
    "POPULATION_EXPOSURE": 120000, "DISORDER_TYPE": "Political violence", "ID": 1810,
    "CENTROID_LATITUDE": 16.6, "CENTROID_LONGITUDE": 0.2,
}  # fmt: skip
_MONTHLY_ROW = {
    "Country": "Mali", "Admin1": "Gao", "Admin2": "Ansongo", "ISO3": "MLI",
    "Admin2 Pcode": "ML0701", "Admin1 Pcode": "ML07", "Month": "March", "Year": 2024,
    "Events": 3, "Fatalities": 7,
}  # fmt: skip
MONTHLY = tuple(_MONTHLY_ROW)
_DTM_ROW = {
    "id": 1, "operation": "Mali crisis", "admin0Name": "Mali", "admin0Pcode": "MLI",
    "admin1Name": "Gao", "admin1Pcode": "ML07", "admin2Name": "Ansongo", "admin2Pcode": "ML0701",
    "numPresentIdpInd": 1250, "reportingDate": "2023-06-30T00:00:00", "yearReportingDate": 2023,
    "monthReportingDate": 6, "roundNumber": 81, "displacementReason": "Conflict",
    "numberMales": 600, "numberFemales": 650, "idpOriginAdmin1Name": "Ménaka",
    "assessmentType": "BA",
}  # fmt: skip
_SHEET_ROW = {
    "date": "2023-10-01", "event_type": "Battles", "sub_event_type": "Armed clash",
    "side_a": "CSP-PSD", "side_b": "FAMa", "place": "Bourem", "admin1": "Gao", "fatalities": 2,
    "source": "radio", "notes": "coded for a test",
}  # fmt: skip
_CLAIM_ROW = {
    "claim_date": "2023-10-01", "claimant": "CSP-PSD", "stance": "asserts",
    "proposition": "captured", "subject": "CSP-PSD", "place": "Bourem", "admin1": "Gao",
    "basis": "party", "quote": "we are in the camp",
}  # fmt: skip


def table(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    delimiter: str = ",",
    header: bool = True,
) -> str:
    """A text table."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows([[row.get(c, "") for c in columns] for row in rows])
    return out.getvalue()


def acled(*rows: Mapping[str, Any], columns: Sequence[str] = ACLED, **options: Any) -> str:
    """An ACLED export: one row for each mapping of what differs from the usual row."""
    numbered = ({"event_id_cnty": f"MLI{i}"} | dict(row) for i, row in enumerate(rows, start=1))
    return table(columns, [_ACLED_ROW | row for row in numbered], **options)


def ucdp(*rows: Mapping[str, Any], **options: Any) -> str:
    """A file of UCDP GED."""
    numbered = ({"id": i} | dict(row) for i, row in enumerate(rows, start=1))
    return table(UCDP, [_UCDP_ROW | row for row in numbered], **options)


def hapi(*rows: Mapping[str, Any], **options: Any) -> str:
    """HAPI's monthly counts."""
    return table(HAPI, [_HAPI_ROW | dict(row) for row in rows], **options)


def weekly(*rows: Mapping[str, Any], **options: Any) -> str:
    """ACLED's weekly counts."""
    return table(WEEKLY, [_WEEKLY_ROW | dict(row) for row in rows], **options)


def monthly(
    *rows: Mapping[str, Any],
    readme: str = "Political violence events and fatalities",
    columns: Sequence[str] = MONTHLY,
) -> bytes:
    """A workbook in the form of ACLED's monthly counts on HDX."""
    data = [list(columns), *([(_MONTHLY_ROW | dict(row))[c] for c in columns] for row in rows)]
    return xlsx({"readme": [["ACLED"], [readme]], "Data": data})


def dtm(*rows: Mapping[str, Any], **options: Any) -> str:
    """DTM figures as the API gives them."""
    numbered = ({"id": i} | dict(row) for i, row in enumerate(rows, start=1))
    return table(DTM, [_DTM_ROW | row for row in numbered], **options)


def sheet(*rows: Mapping[str, Any], **options: Any) -> str:
    """A coding sheet of events."""
    return table(SHEET, [_SHEET_ROW | dict(row) for row in rows], **options)


def claims(*rows: Mapping[str, Any], **options: Any) -> str:
    """A coding sheet of claims."""
    return table(CLAIMS, [_CLAIM_ROW | dict(row) for row in rows], **options)


def gdelt(*rows: Mapping[str, Any], version: int = 2) -> str:
    """GDELT rows, tab-separated, without a header."""
    actor = "Code Name CountryCode Group Ethnic Religion1 Religion2 Type1 Type2 Type3".split()
    geo = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
    columns = [
        *"id day month year fraction".split(),
        *(f"a{n}{field}" for n in (1, 2) for field in actor),
        *"root code base rootcode quad goldstein mentions sources articles tone".split(),
        *(f"{who}{field}" for who in ("geo1", "geo2", "geo") for field in geo),
        *"added url".split(),
    ]
    if version == 1:
        columns = [column for column in columns if not column.endswith("ADM2Code")]
    usual = {
        "day": "20230912", "month": "202309", "year": "2023", "fraction": "2023.6932",
        "a1Code": "MLIMIL", "a1Name": "MALI", "a2Code": "MLICVL", "a2Name": "CIVILIAN", "root": "1",
        "code": "190", "base": "190", "rootcode": "19", "quad": "4", "goldstein": "-10.0",
        "mentions": "5", "sources": "1", "articles": "5", "tone": "-3.1", "geoType": "4",
        "geoFullName": "Bourem, Gao, Mali", "geoCountryCode": "ML", "geoADM1Code": "ML09",
        "geoADM2Code": "1", "geoLat": "16.955", "geoLong": "-0.349", "geoFeatureID": "-5",
        "added": "20230913" + ("120000" if version == 2 else ""), "url": "https://example.org/a",
    }  # fmt: skip
    numbered = ({"id": 1000 + i} | dict(row) for i, row in enumerate(rows, start=1))
    return table(columns, [usual | row for row in numbered], delimiter="\t", header=False)


def geojson(*features: Mapping[str, Any]) -> str:
    """A feature collection of points; each mapping has properties, ``lon`` and ``lat``."""
    out = []
    for feature in features:
        properties = dict(feature)
        lon, lat = properties.pop("lon", -0.349), properties.pop("lat", 16.955)
        usual = {"date": "2023-10-01", "event_type": "Battles", "sub_event_type": "Armed clash"}
        out.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": usual | properties,
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": out})


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ROUND = (
    "Snapshot Date", "Admin 0", "Admin 1", "Admin 1 pcode", "Admin 2", "Admin 2 pcode", "Admin 3",
    "Admin 3 pcode", "Total No# of IDPs HH", "Total No# of IDPs Ind#",
    "Total No# of Returnees Ind#", "Type of Displacement",
)  # fmt: skip


def dtm_round(*rows: Sequence[Any]) -> bytes:
    """A baseline round as a workbook."""
    return xlsx({"Baseline": [ROUND, *rows]})
