"""Rohtabellen des Sozialatlas Flensburg → lange Bestandstabelle nach dem Datenvertrag."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

STADT = "01001000"
VORSATZ = "01001"
NICHT_ZUORDENBAR = "0100199"
SCHLUESSEL = ["gebiet", "stichtag", "merkmal"]
SPALTEN = [*SCHLUESSEL, "wert", "zeichen", "quelle", "hinweis"]

# Rohtabelle → (Spalte → Merkmal). Nennen zwei Tabellen dieselbe Zelle, gilt die erste.
TABELLEN: dict[str, dict[str, str]] = {
    "residents_by_district": {"residents": "einwohner"},
    "age_groups_by_district": {
        "age_under_18": "einwohner_unter_18",
        "age_18_to_under_30": "einwohner_18_unter_30",
        "age_30_to_under_45": "einwohner_30_unter_45",
        "age_45_to_under_65": "einwohner_45_unter_65",
        "age_65_to_under_80": "einwohner_65_unter_80",
        "age_80_and_above": "einwohner_ab_80",
        "age_0_to_under_7": "einwohner_unter_7",
        "age_60_and_above": "einwohner_ab_60",
    },
    "age_groups_of_residents": {
        "age_under_18": "einwohner_unter_18",
        "age_18_to_under_30": "einwohner_18_unter_30",
        "age_30_to_under_45": "einwohner_30_unter_45",
        "age_45_to_under_65": "einwohner_45_unter_65",
        "age_65_to_under_80": "einwohner_65_unter_80",
        "age_80_and_above": "einwohner_ab_80",
    },
    "children_age_under_18_by_district": {"residents": "einwohner_unter_18"},
    "residents_age_18_to_under_65_by_district": {"residents": "einwohner_18_unter_65"},
    "residents_age_65_and_above_by_district": {"residents": "einwohner_ab_65"},
    "age_ratio_by_district": {"quotient": "altenquotient_veroeffentlicht"},
    "births_by_district": {"births": "geburten", "birth_rate": "geburtenquote_veroeffentlicht"},
    "migration_background_by_district": {
        "foreign_citizenship": "einwohner_auslaendisch",
        "german_citizenship": "einwohner_deutsch_mh",
    },
    "employed_with_pension_insurance_by_district": {
        "residents": "beschaeftigte_wohnort",
        "employment_rate": "beschaeftigungsquote_veroeffentlicht",
    },
    "unemployed_residents_by_district": {"residents": "arbeitslose"},
    "unemployed_residents_categorized_by_district": {"unemployed_total": "arbeitslose"},
    "beneficiaries_by_district": {"residents": "sgb2_leistungsberechtigte"},
    "beneficiaries_characteristics_by_district": {
        "employability": "sgb2_erwerbsfaehige",
        "unemployability": "sgb2_nicht_erwerbsfaehige",
    },
    "inactive_beneficiaries_households_by_district": {"residents": "sgb2_nicht_erwerbsfaehige"},
    "basic_benefits_income_by_district": {
        "age_18_to_under_65": "sgb12_erwerbsminderung",
        "age_65_and_above": "sgb12_ab_65",
    },
    "beneficiaries_age_15_to_under_65_by_district": {
        "total": "mindestsicherung_15_unter_65",
        "percentage_of_total_residents": "mindestsicherungsquote_veroeffentlicht",
        "employable_with_benefits": "sgb2_erwerbsfaehige",
        "basic_income": "sgb12_erwerbsminderung",
    },
    "housing_benefit_by_district": {"residents": "wohngeld_empfaenger"},
    "risk_homelessness_by_district": {"residents": "wohnungsnotfaelle"},
    "housing_assistance_cases_by_district": {
        "action_for_eviction": "wohnungsnotfaelle",
        "eviction_notice": "raeumungstermine",
        "eviction_carried": "raeumungen",
    },
    "child_education_support": {
        "pedagogical_family_assistance": "hilfen_familienhilfe",
        "full_time_care": "hilfen_vollzeitpflege",
        "residential_education": "hilfen_heimerziehung",
    },
}

# Summen, die eine Lücke füllen; wo es die Zelle schon gibt, werden beide verglichen.
SUMMEN: dict[str, tuple[str, ...]] = {
    "einwohner_18_unter_65": (
        "einwohner_18_unter_30",
        "einwohner_30_unter_45",
        "einwohner_45_unter_65",
    ),
    "einwohner_ab_65": ("einwohner_65_unter_80", "einwohner_ab_80"),
    "einwohner": ("einwohner_unter_18", "einwohner_18_unter_65", "einwohner_ab_65"),
    "sgb2_leistungsberechtigte": ("sgb2_erwerbsfaehige", "sgb2_nicht_erwerbsfaehige"),
}

# Zellen, in denen sich die Quelle selbst widerspricht: (abweichender minus geltender Wert).
# Einwohner: Summe der drei Altersgruppen gegen die veröffentlichte Einwohnerzahl.
ABWEICHUNGEN: dict[tuple[str, str, str], int] = {
    ("0100101", "2018", "einwohner"): -8,
    ("0100101", "2019", "einwohner"): -9,
    ("0100101", "2020", "einwohner"): -13,
    ("0100104", "2018", "einwohner"): 2,
    ("0100104", "2019", "einwohner"): 1,
    ("0100105", "2018", "einwohner"): 7,
    ("0100105", "2019", "einwohner"): 8,
    ("0100105", "2020", "einwohner"): 13,
    ("0100111", "2017", "einwohner"): -4,
    ("0100111", "2018", "einwohner"): -6,
    ("0100111", "2019", "einwohner"): -5,
    ("0100111", "2020", "einwohner"): -5,
    (NICHT_ZUORDENBAR, "2022", "sgb2_erwerbsfaehige"): -5,
}

GEBURTEN_2011 = (
    "Die Quelle führt die Werte für 2011 in der alphabetischen Folge der Stadtteile unter den "
    "Nummern 1 bis 13; die Zuordnung ist falsch, die Summe der Stadt stimmt."
)
WOHNGELD_2018 = "In der Quelle steht für 2018 der Wert der Neustadt (165); offenbar ein Versehen."


class Zweifel(NamedTuple):
    """Rohwerte, die offenkundig falsch sind; `summe` erkennt, ob die Quelle berichtigt ist."""

    merkmal: str
    stichtag: str
    gebiet: str  # leer: alle Stadtteile
    summe: float
    grund: str


ZU_UNSICHER = [
    Zweifel("geburten", "2011", "", 774, GEBURTEN_2011),
    Zweifel("geburtenquote_veroeffentlicht", "2011", "", 535.4, GEBURTEN_2011),
    Zweifel("wohngeld_empfaenger", "2018", "0100103", 165, WOHNGELD_2018),
]


def bestand(rohordner: Path) -> pd.DataFrame:
    """Alle Zeilen nach dem Vertrag, je Schlüssel genau eine."""
    zeilen = pd.concat([_tabelle(rohordner, name) for name in TABELLEN], ignore_index=True)
    for merkmal, teile in SUMMEN.items():
        zeilen = pd.concat([zeilen, _summe(zeilen, merkmal, teile)], ignore_index=True)
    eindeutig = _ohne_doppelte(zeilen)
    eindeutig = pd.concat([eindeutig, _stadtsumme_geburten_2011(eindeutig)], ignore_index=True)
    for zweifel in ZU_UNSICHER:
        eindeutig = _als_unsicher(eindeutig, zweifel)
    return eindeutig.sort_values(SCHLUESSEL, ignore_index=True)


def _tabelle(rohordner: Path, name: str) -> pd.DataFrame:
    roh = pd.read_csv(rohordner / f"{name}.csv", dtype="string", keep_default_na=False)
    merkmale = TABELLEN[name]
    schluessel = [s for s in ("year", "district_id") if s in roh.columns]
    lang = roh.melt(schluessel, list(merkmale), var_name="merkmal", value_name="wert")
    return pd.DataFrame(
        {
            "gebiet": _gebiet(lang),
            "stichtag": lang["year"],
            "merkmal": lang["merkmal"].map(merkmale).astype("string"),
            "wert": lang["wert"],
            "zeichen": lang["wert"].eq("").map({True: ".", False: ""}).astype("string"),
            "quelle": name,
            "hinweis": "",
        }
    )


def _gebiet(lang: pd.DataFrame) -> pd.Series:
    if "district_id" not in lang.columns:
        return pd.Series(STADT, index=lang.index, dtype="string")
    stadtteil = VORSATZ + lang["district_id"].str.zfill(2)
    return stadtteil.mask(lang["district_id"].eq(""), NICHT_ZUORDENBAR)


def _summe(zeilen: pd.DataFrame, merkmal: str, teile: tuple[str, ...]) -> pd.DataFrame:
    gezaehlt = zeilen[zeilen["merkmal"].isin(teile) & zeilen["wert"].ne("")]
    eindeutig = gezaehlt.drop_duplicates(SCHLUESSEL)
    breit = eindeutig.pivot_table(
        index=["gebiet", "stichtag"],
        columns="merkmal",
        values="wert",
        aggfunc="first",
        dropna=False,
    )
    vollstaendig = breit.reindex(columns=list(teile)).dropna()
    summe = vollstaendig.astype("int64").sum(axis=1).astype("string").rename("wert").reset_index()
    quellen = eindeutig.groupby(["gebiet", "stichtag"])["quelle"].first().reset_index()
    return summe.merge(quellen, on=["gebiet", "stichtag"], validate="1:1").assign(
        merkmal=merkmal, zeichen="", hinweis=f"Summe aus {', '.join(teile)}"
    )[SPALTEN]


def _ohne_doppelte(zeilen: pd.DataFrame) -> pd.DataFrame:
    eindeutig = zeilen.drop_duplicates(SCHLUESSEL).reset_index(drop=True)
    vergleich = zeilen.merge(eindeutig, on=SCHLUESSEL, suffixes=("", "_gilt"), validate="m:1")
    anders = vergleich[vergleich["wert"].ne(vergleich["wert_gilt"])]
    gefunden = {
        (str(z.gebiet), str(z.stichtag), str(z.merkmal)): (str(z.wert), str(z.wert_gilt))
        for z in anders.itertuples()
    }
    differenz = {
        zelle: int(wert) - int(gilt) if wert and gilt else None
        for zelle, (wert, gilt) in gefunden.items()
    }
    if differenz != ABWEICHUNGEN:
        raise ValueError(
            f"Zwei Rohtabellen widersprechen sich anders als bekannt: {differenz}. "
            "Bitte die Quelle prüfen und ABWEICHUNGEN anpassen."
        )
    return eindeutig


def _stadtsumme_geburten_2011(zeilen: pd.DataFrame) -> pd.DataFrame:
    geburten = zeilen[zeilen["merkmal"].eq("geburten") & zeilen["stichtag"].eq("2011")]
    summe = str(geburten["wert"].astype("int64").sum())
    hinweis = "Summe der 13 Stadtteile; von deren falscher Reihenfolge unberührt"
    return geburten.head(1).assign(gebiet=STADT, wert=summe, hinweis=hinweis)


def _als_unsicher(zeilen: pd.DataFrame, zweifel: Zweifel) -> pd.DataFrame:
    merkmal, stichtag, gebiet, erwartet, grund = zweifel
    betroffen = zeilen["merkmal"].eq(merkmal) & zeilen["stichtag"].eq(stichtag)
    betroffen &= zeilen["gebiet"].eq(gebiet) if gebiet else zeilen["gebiet"].ne(STADT)
    summe = round(zeilen.loc[betroffen, "wert"].astype("float64").sum(), 1)
    if summe != erwartet:
        raise ValueError(
            f"{merkmal} {stichtag}: erwartet war {erwartet:g}, in der Quelle steht {summe:g}. "
            "Die Quelle ist wohl berichtigt; bitte den Eintrag in ZU_UNSICHER entfernen."
        )
    neu = zeilen.copy()
    neu.loc[betroffen, ["wert", "zeichen", "hinweis"]] = ["", "/", grund]
    return neu
